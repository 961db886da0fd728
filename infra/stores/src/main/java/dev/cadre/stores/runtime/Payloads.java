package dev.cadre.stores.runtime;

import dev.cadre.stores.key.ScopeKeys;
import io.temporal.common.converter.ByteArrayPayloadConverter;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.NullPayloadConverter;
import java.util.List;

/** How Cadre's values travel through Temporal; every client and worker uses this converter. */
public final class Payloads {

  private Payloads() {}

  /** Sealed, failure messages and stack traces included. */
  public static DataConverter sealed(ScopeKeys keys) {
    return new CodecDataConverter(clear(), List.of(new SealedPayloads(keys)), true);
  }

  /** The same values in clear: for tests of workflows, and inside {@link #sealed}. */
  public static DataConverter clear() {
    return new DefaultDataConverter(
        new NullPayloadConverter(), new ByteArrayPayloadConverter(), new ClearPayloads());
  }
}
