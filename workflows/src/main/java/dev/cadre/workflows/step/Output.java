package dev.cadre.workflows.step;

import dev.cadre.workflows.expression.CanonicalJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A committed value: inline up to 4 KB of its RFC 8785 form, else a reference to a blob.
 *
 * @param value the tree; null also when {@code blob} holds it
 * @param blob the blob's id, or null when the value is inline
 * @param sha256 of the RFC 8785 form, lower-case hex
 * @param size of the RFC 8785 form in bytes
 */
public record Output(@Nullable Object value, @Nullable String blob, String sha256, long size) {

  /** Values over this many bytes become blobs. */
  public static final int INLINE_LIMIT = 4096;

  /** In place of a blob's id: the value stands in the result's row. */
  private static final String RESULT = "result";

  /** A value that the workflow itself makes: inline, whatever its size. */
  public static Output of(@Nullable Object tree) {
    byte[] form = CanonicalJson.of(tree).getBytes(StandardCharsets.UTF_8);
    return new Output(tree, null, CanonicalJson.sha256(form), form.length);
  }

  /** A committed value that is not at hand: whoever needs it reads the result's row. */
  public static Output kept(String sha256, long size) {
    return new Output(null, RESULT, sha256, size);
  }

  public boolean inline() {
    return blob == null;
  }
}
