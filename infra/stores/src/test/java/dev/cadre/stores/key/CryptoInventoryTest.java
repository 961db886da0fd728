package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CryptoInventoryTest {

  private static final Pattern CRYPTO =
      Pattern.compile(
          "(MessageDigest|Mac|Cipher|Signature|KeyGenerator|KeyPairGenerator|SecretKeyFactory"
              + "|KeyFactory|KeyAgreement|SSLContext)\\.getInstance\\(|MessageDigest\\.isEqual\\("
              + "|new (java\\.security\\.)?SecureRandom\\(");

  /** What ships no program. */
  private static final Pattern NOT_SHIPPED =
      Pattern.compile("/(target|testkit|bench|e2e|failpoints)/");

  @Test
  void isWhatTheDocumentSays() throws IOException {
    Path document = project().resolve("docs/crypto.md");
    if (Boolean.getBoolean("cadre.record")) {
      Files.writeString(document, CryptoInventory.markdown());
    }
    assertThat(document).hasContent(CryptoInventory.markdown());
  }

  @Test
  void namesEveryClassThatUsesCryptography() throws IOException {
    assertThat(named()).containsAll(using());
    assertThat(using()).contains("AesGcm", "LocalKeys", "CanonicalJson");
  }

  @Test
  void namesNoClassThatIsGone() throws IOException {
    assertThat(sources().map(CryptoInventoryTest::name).collect(Collectors.toSet()))
        .containsAll(named());
  }

  private static Set<String> named() {
    return CryptoInventory.uses().stream()
        .flatMap(use -> use.classes().stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> using() throws IOException {
    Set<String> using = new TreeSet<>();
    for (Path source : sources().toList()) {
      if (CRYPTO.matcher(Files.readString(source)).find()) {
        using.add(name(source));
      }
    }
    return using;
  }

  private static String name(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }

  private static Stream<Path> sources() throws IOException {
    return Stream.of("workflows", "activities", "workers", "api", "infra")
        .map(project()::resolve)
        .flatMap(CryptoInventoryTest::walk)
        .filter(file -> file.toString().endsWith(".java"))
        .filter(file -> file.toString().contains("/src/main/"))
        .filter(file -> !NOT_SHIPPED.matcher(file.toString()).find());
  }

  private static Stream<Path> walk(Path folder) {
    try {
      return Files.walk(folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path project() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("examples"))) {
      at = Objects.requireNonNull(at.getParent(), "not started inside the project");
    }
    return at;
  }
}
