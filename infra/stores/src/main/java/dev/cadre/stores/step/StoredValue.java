package dev.cadre.stores.step;

import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.step.Output;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A value in its RFC 8785 form, as it is hashed, measured and stored. */
final class StoredValue {

  private static final TypeReference<@Nullable Object> TREE = new TypeReference<>() {};

  private final byte[] canonical;

  private StoredValue(byte[] canonical) {
    this.canonical = canonical;
  }

  static StoredValue of(@Nullable Object tree) {
    try {
      return new StoredValue(CanonicalJson.of(tree).getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new UnkeepableValue(e);
    }
  }

  /** The tree that canonical bytes hold. */
  static @Nullable Object tree(byte[] canonical) {
    return Json.MAPPER.readValue(canonical, TREE);
  }

  byte[] bytes() {
    return canonical.clone();
  }

  String sha256() {
    return CanonicalJson.sha256(canonical);
  }

  long size() {
    return canonical.length;
  }

  boolean large() {
    return canonical.length > Output.INLINE_LIMIT;
  }

  /**
   * What stands for it.
   *
   * @param blob its id when it is large
   */
  Output output(@Nullable String blob) {
    // Read again, so that it is the same tree whether it comes from here or from the store.
    return new Output(blob == null ? tree(canonical) : null, blob, sha256(), size());
  }
}
