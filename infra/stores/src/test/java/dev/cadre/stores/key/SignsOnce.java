package dev.cadre.stores.key;

import java.nio.file.Path;
import java.time.Clock;

/** A process that signs once and says with which key. */
final class SignsOnce {

  private SignsOnce() {}

  public static void main(String[] master) {
    var signer = LocalSigner.at(Path.of(master[0]), Clock.systemUTC());
    System.out.print(signer.sign(new byte[] {1}).keyId());
  }
}
