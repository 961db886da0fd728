package dev.cadre.activities.tool.query;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is: the form that Cadre's own settings have, and of its options only those about
 * TLS.
 *
 * @param sslMode in lower case, such as {@code verify-full}; null leaves it to the driver
 */
record DatabaseUrl(
    String host, int port, String database, @Nullable String sslMode, @Nullable String rootCert) {

  private static final int PORT = 5432;
  private static final Pattern FORM =
      Pattern.compile(
          "r2dbc:postgresql://(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?"
              + "/([^/?#&\\s]+)(?:\\?([^?#\\s]+))?");
  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  static DatabaseUrl of(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "a connection's url must look like r2dbc:postgresql://host:port/database");
    }
    String sslMode = null;
    String rootCert = null;
    for (String option : form.group(4) == null ? new String[0] : form.group(4).split("&", -1)) {
      String value = option.substring(option.indexOf('=') + 1);
      if (option.startsWith("sslMode=")) {
        sslMode = sslMode(value);
      } else if (option.startsWith("sslRootCert=")) {
        rootCert = value;
      } else {
        throw new IllegalArgumentException("a connection's url takes sslMode and sslRootCert only");
      }
    }
    int port = form.group(2) == null ? PORT : Integer.parseInt(form.group(2));
    return new DatabaseUrl(form.group(1), port, form.group(3), sslMode, rootCert);
  }

  private static String sslMode(String value) {
    String mode = value.toLowerCase(Locale.ROOT).replace('_', '-');
    if (!SSL_MODES.contains(mode)) {
      throw new IllegalArgumentException("sslMode must be one of " + SSL_MODES);
    }
    return mode;
  }

  /** For the driver. */
  String jdbc() {
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  /** The driver's properties; who the server is, is proved by the JVM's authorities or a file. */
  Map<String, String> encryption() {
    Map<String, String> properties = new HashMap<>();
    if (sslMode != null) {
      properties.put("sslmode", sslMode);
    }
    if (rootCert != null) {
      properties.put("sslrootcert", rootCert);
    } else if (sslMode != null && sslMode.startsWith("verify")) {
      properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return properties;
  }
}
