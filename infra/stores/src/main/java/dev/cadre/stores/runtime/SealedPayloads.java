package dev.cadre.stores.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.key.KeyUnavailable;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.workflows.runtime.WorkflowIds;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.context.HasWorkflowSerializationContext;
import io.temporal.payload.context.SerializationContext;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Seals every payload with the data key of its plan, or of the installation where a workflow is no
 * plan's. Metadata of a sealed payload: {@code encoding} is {@code binary/encrypted}, {@code
 * cadre-scope} and {@code cadre-key} name the key, {@code cadre-form} says {@code deflate} where
 * the clear form was made smaller first. A payload in clear is let through only as {@code
 * json/plain} and marked; {@link ClearPayloads} then refuses it for all types but one.
 */
public final class SealedPayloads implements PayloadCodec {

  static final String ENCODING = "encoding";
  static final String CLEAR = "cadre-clear";

  private static final ByteString SEALED = ByteString.copyFromUtf8("binary/encrypted");
  private static final ByteString PLAIN_JSON = ByteString.copyFromUtf8("json/plain");
  private static final String SCOPE = "cadre-scope";
  private static final String KEY = "cadre-key";
  private static final String FORM = "cadre-form";
  private static final ByteString DEFLATED = ByteString.copyFromUtf8("deflate");
  private static final String PLACE = "temporal";
  private static final String PLAN_PREFIX = "plan-";
  private static final int UUID_LENGTH = 36;
  private static final Duration KEY_WAIT = Duration.ofSeconds(10);

  private final ScopeKeys keys;
  private final @Nullable String scope;

  public SealedPayloads(ScopeKeys keys) {
    this(keys, null);
  }

  private SealedPayloads(ScopeKeys keys, @Nullable String scope) {
    this.keys = keys;
    this.scope = scope;
  }

  @Override
  public PayloadCodec withContext(SerializationContext context) {
    return context instanceof HasWorkflowSerializationContext workflow
        ? new SealedPayloads(keys, scopeOf(workflow.getWorkflowId()))
        : this;
  }

  /** A plan's children, {@code plan-<id>/…}, share its key. */
  private static String scopeOf(@Nullable String workflowId) {
    if (workflowId != null && workflowId.startsWith(WorkflowIds.INSTALLATION)) {
      return ScopeKeys.SYSTEM;
    }
    int end = PLAN_PREFIX.length() + UUID_LENGTH;
    if (workflowId == null || !workflowId.startsWith(PLAN_PREFIX) || workflowId.length() < end) {
      throw new IllegalArgumentException("no key scope for workflow " + workflowId);
    }
    return "plan/" + workflowId.substring(PLAN_PREFIX.length(), end);
  }

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    if (payloads.isEmpty()) {
      return payloads;
    }
    if (scope == null) {
      throw new IllegalStateException("a payload without a workflow has no key to be sealed with");
    }
    ScopeKey key = key(scope);
    return payloads.stream().map(payload -> seal(payload, key)).toList();
  }

  private static Payload seal(Payload payload, ScopeKey key) {
    byte[] clear = payload.toByteArray();
    boolean large = clear.length > Deflated.WORTH;
    Payload.Builder sealed = Payload.newBuilder();
    if (large) {
      sealed.putMetadata(FORM, DEFLATED);
    }
    return sealed
        .putMetadata(ENCODING, SEALED)
        .putMetadata(SCOPE, ByteString.copyFromUtf8(key.scope()))
        .putMetadata(KEY, ByteString.copyFromUtf8(Integer.toString(key.version())))
        .setData(ByteString.copyFrom(key.seal(PLACE, large ? Deflated.pack(clear) : clear)))
        .build();
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream().map(this::open).toList();
  }

  /** The scopes whose keys open these. */
  public static Set<String> scopes(List<Payload> payloads) {
    return payloads.stream()
        .filter(payload -> payload.containsMetadata(SCOPE))
        .map(payload -> payload.getMetadataOrThrow(SCOPE).toStringUtf8())
        .collect(Collectors.toSet());
  }

  private Payload open(Payload payload) {
    ByteString encoding = payload.getMetadataOrDefault(ENCODING, ByteString.EMPTY);
    if (encoding.equals(PLAIN_JSON)) {
      return payload.toBuilder().putMetadata(CLEAR, ByteString.copyFromUtf8("true")).build();
    }
    if (!encoding.equals(SEALED)) {
      throw new KeyGone("a payload in clear is refused: " + encoding.toStringUtf8());
    }
    if (!payload.containsMetadata(SCOPE)) {
      throw new KeyGone("a sealed payload names no key");
    }
    ScopeKey key = key(payload.getMetadataOrThrow(SCOPE).toStringUtf8());
    try {
      byte[] opened = key.open(PLACE, payload.getData().toByteArray());
      boolean large = DEFLATED.equals(payload.getMetadataOrDefault(FORM, ByteString.EMPTY));
      return Payload.parseFrom(large ? Deflated.unpack(opened) : opened);
    } catch (InvalidProtocolBufferException e) {
      throw new KeyGone("a sealed payload is damaged", e);
    }
  }

  /**
   * Arguments are encoded on the workflow thread, whose deadlock detector must not mistake the
   * key's I/O for a loop.
   */
  private ScopeKey key(String name) {
    return WorkflowUnsafe.isWorkflowThread()
        ? WorkflowUnsafe.deadlockDetectorOff(() -> fetch(name))
        : fetch(name);
  }

  private ScopeKey fetch(String name) {
    ScopeKey key = waited(name);
    if (key == null) {
      throw new KeyGone("no key for " + name);
    }
    return key;
  }

  private @Nullable ScopeKey waited(String name) {
    try {
      return keys.of(name).block(KEY_WAIT);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new KeyUnavailable("the key of " + name + " did not come in time", e);
      }
      throw e;
    }
  }
}
