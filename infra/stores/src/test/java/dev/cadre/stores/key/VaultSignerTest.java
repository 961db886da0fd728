package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cadre.testkit.key.TestKeys;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.SeenRequest;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.audit.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Against a fake that speaks Vault's protocol, over HTTP. */
class VaultSignerTest implements SignerContract {

  private static final String SIGN = "/v1/transit/sign/cadre-signing";
  private static final String READ = "/v1/transit/keys/cadre-signing";

  /** A signature of nobody's, in Vault's form. */
  private static final String FORGED =
      "vault:v1:" + Base64.getEncoder().encodeToString(new byte[64]);

  private final FakeVault fake = FakeVault.start();
  private final VaultSettings settings = Vaults.withToken(fake, null);
  private final KeyAccess access = KeyAccess.to(settings, Clock.systemUTC());

  @TempDir Path folder;

  @Override
  public Signer signer() {
    return access.signer();
  }

  @Override
  public void rotate() {
    fake.rotate(VaultSigner.KEY);
  }

  @AfterEach
  void close() {
    access.close();
    fake.close();
  }

  private List<String> asked() {
    return fake.requests().stream()
        .map(request -> request.method() + " " + request.path())
        .filter(request -> request.contains("transit"))
        .toList();
  }

  @Test
  void asksByExactPathsAndReadsAVersionOnce() {
    Signer signer = signer();
    Signer.Signature first = signer.sign(MESSAGE);
    signer.sign(MESSAGE);
    rotate();
    Signer.Signature second = signer.sign(MESSAGE);
    signer.sign(MESSAGE);

    assertThat(first.keyId()).isEqualTo("cadre-signing-v1");
    assertThat(second.keyId()).isEqualTo("cadre-signing-v2");
    assertThat(asked())
        .containsExactly(
            "POST " + SIGN,
            "POST " + READ,
            "POST " + SIGN,
            "GET " + READ,
            "POST " + SIGN,
            "POST " + SIGN,
            "GET " + READ,
            "POST " + SIGN);
    assertThat(body("POST " + READ))
        .isEqualTo(Map.of("type", "ed25519", "exportable", false))
        .isNotEmpty();
    assertThat(body("POST " + SIGN))
        .isEqualTo(Map.of("input", Base64.getEncoder().encodeToString(MESSAGE)));
  }

  private Map<?, ?> body(String request) {
    SeenRequest seen =
        fake.requests().stream()
            .filter(one -> (one.method() + " " + one.path()).equals(request))
            .findFirst()
            .orElseThrow();
    return JsonMapper.shared().readValue(seen.body(), Map.class);
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        arguments("sealed", VaultFault.sealed()),
        arguments("forbidden", VaultFault.forbidden()),
        arguments("garbage", VaultFault.garbage()),
        arguments("an empty object", VaultFault.status(200, "{}")),
        arguments("204", new VaultFault(204, "", "application/json", Duration.ZERO, false)),
        arguments("an empty text", signature("")),
        arguments("null", VaultFault.status(200, "{\"data\":{\"signature\":null}}")),
        arguments("another text", signature("hello")),
        arguments("a version alone", signature("vault:v1:")),
        arguments("no base64", signature("vault:v1:" + "%".repeat(86) + "==")),
        arguments("too short", signature("vault:v1:AAAA")),
        arguments("no version", signature(FORGED.replace("v1", "v0"))),
        arguments("a huge version", signature(FORGED.replace("v1", "v99999999999"))),
        arguments("a version that nobody knows", signature(FORGED.replace("v1", "v7"))),
        arguments("a signature of nobody's", signature(FORGED)),
        arguments("stalled in the body", VaultFault.stalled()));
  }

  private static VaultFault signature(String text) {
    return VaultFault.status(200, "{\"data\":{\"signature\":\"" + text + "\"}}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void takesNothingElseForASignatureAndHeals(String name, VaultFault lie) {
    Signer signer = signer();
    signer.sign(MESSAGE);
    fake.fail(lie, request -> request.path().equals(SIGN));

    assertThatThrownBy(() -> signer.sign(MESSAGE)).isInstanceOf(KeyUnavailable.class);
    assertThatThrownBy(() -> signer().sign(MESSAGE)).isInstanceOf(KeyUnavailable.class);

    fake.heal();
    assertThat(SignerContract.verifies(signer.keys().getFirst(), signer.sign(MESSAGE))).isTrue();
  }

  @Test
  void noticesASignatureOfAnotherMessage() {
    Signer signer = signer();
    String other = Base64.getEncoder().encodeToString(signer.sign("another".getBytes()).bytes());
    fake.fail(signature("vault:v1:" + other), request -> request.path().equals(SIGN));

    assertThatThrownBy(() -> signer.sign(MESSAGE))
        .isInstanceOf(KeyUnavailable.class)
        .hasMessageContaining("cadre-signing-v1");
  }

  static Stream<Arguments> noKeys() {
    return Stream.of(
        arguments("sealed", VaultFault.sealed()),
        arguments("an empty object", VaultFault.status(200, "{}")),
        arguments("no type", key("", "1", "{}")),
        arguments("a key of another kind", key("aes256-gcm96", "1", "{\"1\":1795648765}")),
        arguments("no versions", key("ed25519", "0", "{}")),
        arguments(
            "a version too few",
            key("ed25519", "2", "{\"1\":" + version("A".repeat(43) + "=") + "}")),
        arguments("a version that is a number", key("ed25519", "1", "{\"1\":1795648765}")),
        arguments("no public key", key("ed25519", "1", "{\"1\":" + version("") + "}")),
        arguments("a short one", key("ed25519", "1", "{\"1\":" + version("AAAA") + "}")),
        arguments("no base64", key("ed25519", "1", "{\"1\":" + version("%") + "}")),
        arguments(
            "no time",
            key("ed25519", "1", "{\"1\":{\"public_key\":\"" + "A".repeat(43) + "=\"}}")));
  }

  private static VaultFault key(String type, String latest, String versions) {
    return VaultFault.status(
        200,
        "{\"data\":{\"type\":\"%s\",\"latest_version\":%s,\"min_decryption_version\":1,\"keys\":%s}}"
            .formatted(type, latest, versions));
  }

  private static String version(String publicKey) {
    return "{\"creation_time\":\"2026-01-01T00:00:00Z\",\"public_key\":\"" + publicKey + "\"}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noKeys")
  void takesNothingElseForItsKeysAndHeals(String name, VaultFault lie) {
    Signer signer = signer();
    signer.sign(MESSAGE);
    fake.fail(lie, request -> request.method().equals("GET") && request.path().equals(READ));

    assertThatThrownBy(signer::keys).isInstanceOf(KeyUnavailable.class);
    assertThatThrownBy(() -> signer().sign(MESSAGE)).isInstanceOf(KeyUnavailable.class);

    fake.heal();
    assertThat(signer.keys()).hasSize(1);
  }

  /** As after a restore of Vault from before the key was made. */
  @Test
  void verifiesWithTheNewKeyWhenAnotherHasTakenTheName() {
    Signer signer = signer();
    signer.sign(MESSAGE);
    fake.forget(VaultSigner.KEY);

    assertThatThrownBy(() -> signer.sign(MESSAGE)).isInstanceOf(KeyUnavailable.class);
    assertThat(SignerContract.verifies(signer.keys().getFirst(), signer.sign(MESSAGE))).isTrue();
  }

  @Test
  void keepsTheKeysThatSignedBeforeThereWasAVault() throws IOException {
    Path master = Files.copy(TestKeys.master(), folder.resolve("master.key"));
    LocalSigner local = LocalSigner.at(master, Clock.systemUTC());
    Signer.Signature old = local.sign(MESSAGE);
    try (KeyAccess both = KeyAccess.to(settings, master, Clock.systemUTC())) {
      Signer signer = both.signer();
      assertThat(signer.keys()).isEqualTo(local.keys());

      Signer.Signature fresh = signer.sign(MESSAGE);

      List<VerificationKey> keys = signer.keys();
      assertThat(keys)
          .extracting(VerificationKey::keyId)
          .containsExactly(old.keyId(), "cadre-signing-v1");
      assertThat(keys.getFirst().until()).isEqualTo(keys.getLast().since());
      assertThat(keys.getLast().until()).isNull();
      assertThat(SignerContract.verifies(keys.getFirst(), old)).isTrue();
      assertThat(SignerContract.verifies(keys.getLast(), fresh)).isTrue();
    }
  }
}
