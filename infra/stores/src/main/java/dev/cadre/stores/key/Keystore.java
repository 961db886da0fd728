package dev.cadre.stores.key;

import dev.cadre.stores.runtime.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The file beside the master key in which the versions of tenants' keys stand, sealed as a whole
 * with a key of the master's. Several processes may use it: each reads it again when it has
 * changed, and one at a time writes. A file of the first line alone is one without keys yet.
 */
final class Keystore {

  /** The first line; what follows is sealed. */
  static final byte[] HEAD = "CADRE-KEYSTORE 1\n".getBytes(StandardCharsets.US_ASCII);

  private static final String PLACE = "cadre-keystore|1";
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  // A lock of a file is the process's; between threads it needs one more.
  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  private final Path file;
  private final byte[] key;
  private final ReentrantLock lock;
  private volatile Read last = new Read(null, Content.DERIVED);

  /**
   * What stands in the file.
   *
   * @param derived whether a tenant that is not here has version 1 by derivation from the master
   * @param since when the keystore came to such a master; null where it has not yet
   */
  record Content(boolean derived, @Nullable Instant since, Map<String, TenantKeys> tenants) {

    /** Of a master that is older than the keystore. */
    static final Content DERIVED = new Content(true, null, Map.of());

    Content {
      tenants = Map.copyOf(tenants);
    }

    Content with(String tenant, TenantKeys keys) {
      Map<String, TenantKeys> more = new HashMap<>(tenants);
      more.put(tenant, keys);
      return new Content(derived, since, more);
    }

    @Override
    public String toString() {
      return "Content[tenants=" + tenants.size() + "]";
    }
  }

  /** What a change of the file is noticed by: each writing makes another file. */
  private record Stamp(@Nullable Object file, FileTime modified, long size) {}

  private record Read(@Nullable Stamp stamp, Content content) {}

  /**
   * The keystore in this file, whether it is there yet or not.
   *
   * @param key 32 bytes, with which it is sealed
   */
  Keystore(Path file, byte[] key) {
    this.file = file.toAbsolutePath();
    this.key = key;
    this.lock = LOCKS.computeIfAbsent(this.file, _ -> new ReentrantLock());
  }

  /**
   * As it is now.
   *
   * @throws KeyUnavailable when it cannot be read or is damaged
   */
  Content read() {
    try {
      Stamp now = stamp();
      Read read = last;
      if (now == null ? read.stamp() == null : now.equals(read.stamp())) {
        return read.content();
      }
      Content content = now == null ? Content.DERIVED : open(Files.readAllBytes(file));
      last = new Read(now, content);
      return content;
    } catch (IOException | UncheckedIOException | KeyGone e) {
      throw new KeyUnavailable("the keystore " + file + " cannot be read", e);
    }
  }

  /** Changes it, so that the change stands when this returns. Nobody else changes it meanwhile. */
  Content change(UnaryOperator<Content> change) {
    lock.lock();
    try (FileChannel channel =
            FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                OWNER_ONLY);
        var held = channel.lock()) {
      Content before = read();
      Content after = change.apply(before);
      if (!after.equals(before)) {
        write(after);
      }
      return after;
    } catch (IOException e) {
      throw new KeyUnavailable("the keystore " + file + " cannot be written", e);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Stamp stamp() throws IOException {
    if (Files.notExists(file)) {
      return null;
    }
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
  }

  private Content open(byte[] bytes) {
    if (bytes.length < HEAD.length || !Arrays.equals(HEAD, 0, HEAD.length, bytes, 0, HEAD.length)) {
      throw new KeyGone("no keystore of a form that is known");
    }
    if (bytes.length == HEAD.length) {
      return new Content(false, null, Map.of());
    }
    byte[] sealed = Arrays.copyOfRange(bytes, HEAD.length, bytes.length);
    return Json.read(AesGcm.open(key, sealed, PLACE), Content.class);
  }

  /** Whole or not at all, also when the power fails; never readable by others. */
  private void write(Content content) throws IOException {
    byte[] sealed = AesGcm.seal(key, Json.bytes(content), PLACE);
    Path half = file.resolveSibling(file.getFileName() + ".half");
    Files.deleteIfExists(half);
    try (FileChannel out =
        FileChannel.open(
            half, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer whole =
          ByteBuffer.allocate(HEAD.length + sealed.length).put(HEAD).put(sealed).flip();
      while (whole.hasRemaining()) {
        out.write(whole);
      }
      out.force(true);
    }
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
