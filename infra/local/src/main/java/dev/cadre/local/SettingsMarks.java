package dev.cadre.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * With what settings a stack was started: their names, and of each value, which may be a secret,
 * only a keyed hash.
 *
 * @param file where they are kept
 */
record SettingsMarks(Path file) {

  private static final String KEY = "key";

  /** What the commands read, and no part of the stack. */
  private static final Set<String> COMMANDS_OWN = Set.of("CADRE_URL", "CADRE_TOKEN");

  private static final String HMAC = "HmacSHA256";

  /** Notes what a stack starts with. */
  void write(Settings settings) throws IOException {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    StringBuilder text = new StringBuilder(KEY + "=" + HexFormat.of().formatHex(key) + "\n");
    marks(settings, key).forEach((name, mark) -> text.append(name + "=" + mark + "\n"));
    Files.writeString(file, text);
  }

  /** The settings, by their environment names, that are others now; none where nothing is noted. */
  List<String> changed(Settings settings) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    Properties noted = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      noted.load(reader);
    }
    Map<String, String> now =
        marks(settings, HexFormat.of().parseHex(noted.getProperty(KEY, "00")));
    Set<String> names = new TreeSet<>(now.keySet());
    names.addAll(noted.stringPropertyNames());
    names.remove(KEY);
    return names.stream()
        .filter(name -> !now.getOrDefault(name, "").equals(noted.getProperty(name, "")))
        .toList();
  }

  private static Map<String, String> marks(Settings settings, byte[] key) {
    Map<String, String> marks = new TreeMap<>();
    settings.values().forEach((name, value) -> marks.put(name, mark(value, key)));
    marks.keySet().removeAll(COMMANDS_OWN);
    return marks;
  }

  private static String mark(String value, byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
