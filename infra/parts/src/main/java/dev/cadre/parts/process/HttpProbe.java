package dev.cadre.parts.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a readiness address over plain HTTP. */
public final class HttpProbe {

  private static final int PATIENCE_MS = 2000;

  private HttpProbe() {}

  /** Whether {@code GET} is answered by 200 within two seconds. */
  public static boolean ok(URI address) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MS);
      connection.setReadTimeout(PATIENCE_MS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
