package dev.cadre.workflows.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A compiled CEL expression; immutable, for any number of threads. */
public final class Expression {

  /** What an expression yields, as far as it is known before it runs. */
  public enum Type {
    /** Only the value tells. */
    ANY,
    BOOLEAN,
    NUMBER,
    TEXT,
    LIST,
    OBJECT,
    NULL,
    /** A value that JSON does not know, such as a duration. */
    FOREIGN
  }

  private final CelRuntime.Program program;
  private final References references;
  private final Type type;

  Expression(CelRuntime.Program program, References references, CelType type) {
    this.program = program;
    this.references = references;
    this.type = typeOf(type);
  }

  /**
   * The value as a plain tree: Long, Double, String, Boolean, null, List, Map.
   *
   * @param bindings a plain tree for each variable
   * @throws ExpressionException when it fails, does too much, or yields what JSON does not know
   */
  public @Nullable Object evaluate(Map<String, ? extends @Nullable Object> bindings)
      throws ExpressionException {
    WorkTime.check();
    Map<String, Object> values = new HashMap<>();
    bindings.forEach((name, value) -> values.put(name, CelValues.of(value)));
    Allowance allowance = new Allowance();
    Object value;
    try {
      value =
          ScopedValue.where(BoundedFunctions.ALLOWANCE, allowance)
              .call(() -> run(values, allowance));
    } catch (CelEvaluationException e) {
      throw allowance.spent() ? tooMuch() : EvaluationErrors.explain(e);
    } catch (CelRuntimeException e) {
      throw allowance.spent() ? tooMuch() : EvaluationErrors.noScalar();
    }
    if (allowance.spent()) {
      throw tooMuch();
    }
    return new PlainValues().of(value);
  }

  /** Ids {@code x} of all {@code steps.x} that it names. */
  public Set<String> steps() {
    return Set.copyOf(references.steps());
  }

  /** Fields of the input that it names without asking {@code has(input.x)}. */
  public Set<String> inputs() {
    return Set.copyOf(references.inputs());
  }

  /** Whether its value may change with these fields of the input; empty means with any of them. */
  public boolean readsInput(Set<String> fields) {
    return references.reads(fields);
  }

  public Type type() {
    return type;
  }

  private Object run(Map<String, Object> values, Allowance allowance)
      throws CelEvaluationException {
    return program.trace(
        values,
        (node, value) -> {
          allowance.spend(value instanceof String text ? 1 + text.length() / 256 : 1);
          if (references.scalar(node.id()) && (value instanceof List || value instanceof Map)) {
            throw new NoScalarException();
          }
        });
  }

  /** CEL would write the whole value into its own message. */
  private static final class NoScalarException extends CelRuntimeException {

    NoScalarException() {
      super(new IllegalArgumentException("expected a single value"), CelErrorCode.INVALID_ARGUMENT);
    }
  }

  private static ExpressionException tooMuch() {
    return new ExpressionException(
        "The expression does too much work; loop over fewer items or compare smaller values.");
  }

  private static Type typeOf(CelType type) {
    return switch (type.kind()) {
      case DYN, ANY, TYPE_PARAM, ERROR, UNSPECIFIED -> Type.ANY;
      case BOOL -> Type.BOOLEAN;
      case INT, UINT, DOUBLE -> Type.NUMBER;
      case STRING -> Type.TEXT;
      case LIST -> Type.LIST;
      case MAP -> Type.OBJECT;
      case NULL_TYPE -> Type.NULL;
      default -> Type.FOREIGN;
    };
  }
}
