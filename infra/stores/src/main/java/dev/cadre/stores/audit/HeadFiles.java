package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.audit.SignedHead;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tenant.TenantId;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signed heads outside of the database: a file for each tenant, a line for each head, only ever
 * added to. A line is on the disk before the export is said to be done. Blocks.
 */
final class HeadFiles {

  /** A file's lock holds off other processes only. */
  private static final Object IN_THIS_PROCESS = new Object();

  /** More than a line. */
  private static final int TAIL = 8192;

  private final @Nullable Path folder;

  HeadFiles(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Whether heads are exported at all. */
  boolean wanted() {
    return folder != null;
  }

  private Path folder() {
    if (folder == null) {
      throw new IllegalStateException("no folder for heads");
    }
    return folder;
  }

  private Path file(TenantId tenant) {
    return folder().resolve(tenant + ".ndjson");
  }

  /** The size of the newest head that is exported; 0 when there is none. */
  long last(TenantId tenant) {
    Path file = file(tenant);
    if (!Files.exists(file)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return end(channel).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds those heads that are newer than the last one.
   *
   * @return how many were given
   */
  int append(TenantId tenant, List<SignedHead> heads) {
    if (heads.isEmpty()) {
      return 0;
    }
    Path file = file(tenant);
    synchronized (IN_THIS_PROCESS) {
      try {
        Files.createDirectories(folder());
        boolean fresh = !Files.exists(file);
        try (FileChannel channel =
                FileChannel.open(
                    file,
                    Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
            var _ = channel.lock()) {
          append(channel, heads);
        }
        if (fresh) {
          force(folder());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return heads.size();
  }

  private static void append(FileChannel channel, List<SignedHead> heads) throws IOException {
    End end = end(channel);
    StringBuilder lines = new StringBuilder();
    heads.stream()
        .filter(head -> head.size() > end.size())
        .forEach(head -> lines.append(CanonicalJson.of(head.line())).append('\n'));
    // What a crash has left of a line is written over.
    channel.truncate(end.position());
    channel.position(end.position());
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /**
   * Where whole lines end.
   *
   * @param line the last whole one; null when there is none
   */
  record End(long position, @Nullable String line) {

    /** The size of the last head; 0 when there is none. */
    long size() {
      return line == null ? 0 : SignedHead.read(Json.object(bytes(line))).size();
    }

    private static byte[] bytes(String line) {
      return line.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private static End end(FileChannel channel) throws IOException {
    long length = channel.size();
    int read = (int) Math.min(TAIL, length);
    ByteBuffer buffer = ByteBuffer.allocate(read);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, length - read + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
    String tail = new String(buffer.array(), StandardCharsets.ISO_8859_1);
    int newline = tail.lastIndexOf('\n');
    if (newline >= 0) {
      String line = tail.substring(tail.lastIndexOf('\n', newline - 1) + 1, newline);
      return new End(length - read + newline + 1L, line);
    }
    if (read == TAIL) {
      throw new IOException("the file of exported heads ends with what is no head");
    }
    return new End(0, null);
  }

  /** The lines of a tenant's heads, to be closed; none where nothing was exported. */
  HeadLines lines(TenantId tenant) {
    if (folder == null || !Files.exists(file(tenant))) {
      return HeadLines.none();
    }
    try (FileChannel channel = FileChannel.open(file(tenant), StandardOpenOption.READ)) {
      return HeadLines.of(file(tenant), end(channel).position());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
