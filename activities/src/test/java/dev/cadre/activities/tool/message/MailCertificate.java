package dev.cadre.activities.tool.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate of 127.0.0.1, in a file. */
record MailCertificate(Path file) {

  static final String PASSWORD = "changeit";

  static MailCertificate in(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("mail.p12");
    int made =
        new ProcessBuilder(
                (Path.of(System.getProperty("java.home"), "bin", "keytool")
                        + " -genkeypair -alias mail -keyalg EC -dname CN=mail -ext san=ip:127.0.0.1"
                        + " -storetype PKCS12 -storepass "
                        + PASSWORD
                        + " -keystore "
                        + file)
                    .split(" "))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(made).isZero();
    return new MailCertificate(file);
  }

  SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
