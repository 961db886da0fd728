package dev.cadre.stores.key;

import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.expression.CanonicalJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of signing keys, {@code 000001.json} and on. A file appears whole and on the disk, or
 * not at all; several processes may ask for the first key at once and get the same one.
 */
final class SigningKeyFiles {

  private static final String SUFFIX = ".json";

  /** A file's lock holds off other processes only. */
  private static final Object IN_THIS_PROCESS = new Object();

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;
  private final byte[] sealing;
  private final Clock clock;

  /**
   * A key as it is stored.
   *
   * @param publicKey X.509, in base64
   * @param sealed the private key, PKCS #8, sealed, in base64
   */
  record Stored(String keyId, String publicKey, Instant since, String sealed) {}

  SigningKeyFiles(Path folder, byte[] sealing, Clock clock) {
    this.folder = folder;
    this.sealing = sealing;
    this.clock = clock;
  }

  /** What the sealing of a private key is bound to. */
  static String binding(String keyId) {
    return "signing|" + keyId;
  }

  /** All keys, oldest first. */
  List<Stored> read() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Stored> stored = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        stored.add(Json.read(Files.readAllBytes(file), Stored.class));
      }
    }
    return stored;
  }

  /** The newest key, made if there is none. */
  Stored first() throws IOException {
    return make(false);
  }

  /** One key more. */
  Stored next() throws IOException {
    return make(true);
  }

  private Stored make(boolean anyway) throws IOException {
    Files.createDirectories(folder, OWNERS_FOLDER);
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel lock =
              FileChannel.open(
                  folder.resolve("lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  OWNER_ONLY);
          var _ = lock.lock()) {
        List<Stored> stored = read();
        if (!stored.isEmpty() && !anyway) {
          return stored.getLast();
        }
        Stored made = generate();
        write(folder.resolve("%06d".formatted(stored.size() + 1) + SUFFIX), Json.bytes(made));
        return made;
      }
    }
  }

  private Stored generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      String keyId = "ed25519-" + CanonicalJson.sha256(encoded).substring(0, 16);
      byte[] sealed = AesGcm.seal(sealing, pair.getPrivate().getEncoded(), binding(keyId));
      return new Stored(
          keyId,
          Base64.getEncoder().encodeToString(encoded),
          clock.instant().truncatedTo(ChronoUnit.MICROS),
          Base64.getEncoder().encodeToString(sealed));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /** What a lost key has signed could never be verified, so it is on the disk before it signs. */
  private void write(Path file, byte[] content) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".half");
    Files.deleteIfExists(half);
    try (FileChannel channel =
        FileChannel.open(
            half, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
