package dev.cadre.local;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Properties;

/** What is made at the first start and kept for ever: tokens, keys, passwords. */
final class Secrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** A keystore without keys yet: beside a new master, no tenant's key is derived from it. */
  private static final byte[] NO_KEYS = "CADRE-KEYSTORE 1\n".getBytes(StandardCharsets.US_ASCII);

  private final StateFolder state;

  Secrets(StateFolder state) {
    this.state = state;
  }

  Path owner() {
    return state.tokens().resolve("owner");
  }

  Path requester() {
    return state.tokens().resolve("requester");
  }

  Path reviewer() {
    return state.tokens().resolve("reviewer");
  }

  Path masterKey() {
    return state.keys().resolve("master.key");
  }

  private Path keystore() {
    return state.keys().resolve("master.key.store");
  }

  private Path passwords() {
    return state.keys().resolve("postgres.properties");
  }

  private static ApiKey newKey() {
    return ApiKey.random(TenantId.DEMO, System.currentTimeMillis(), RANDOM);
  }

  /** Makes what is missing; replaces only tokens of a form that is over. */
  void create() throws IOException {
    state.create();
    for (Path token : new Path[] {owner(), requester(), reviewer()}) {
      // What stands there from before accounts is no API key.
      if (!Files.exists(token) || ApiKey.read(Files.readString(token).strip()).isEmpty()) {
        write(token, newKey().text().getBytes(StandardCharsets.US_ASCII));
      }
    }
    if (!Files.exists(masterKey())) {
      write(masterKey(), random());
      if (!Files.exists(keystore())) {
        write(keystore(), NO_KEYS);
      }
    }
    if (!Files.exists(passwords())) {
      PostgresAccess fresh = PostgresServer.newAccess(1);
      String text =
          "super=%s\nowner=%s\napp=%s\n"
              .formatted(fresh.superPassword(), fresh.ownerPassword(), fresh.appPassword());
      write(passwords(), text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** The embedded PostgreSQL's passwords, at that port. */
  PostgresAccess postgres(int port) throws IOException {
    Properties stored = new Properties();
    try (Reader reader = Files.newBufferedReader(passwords())) {
      stored.load(reader);
    }
    return new PostgresAccess(
        port,
        stored.getProperty("super", ""),
        stored.getProperty("owner", ""),
        stored.getProperty("app", ""));
  }

  private static byte[] random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Whole or not at all, and never readable by others, not even for a moment. */
  private static void write(Path file, byte[] content) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".half");
    Files.deleteIfExists(half);
    Files.createFile(
        half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(half, content);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
