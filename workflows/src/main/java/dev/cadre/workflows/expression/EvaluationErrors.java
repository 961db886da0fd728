package dev.cadre.workflows.expression;

import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CEL's errors at evaluation in a sentence for the author of the plan, with the remedy. */
final class EvaluationErrors {

  private static final Pattern PLACE = Pattern.compile("evaluation error at <input>:(\\d+): (.*)");
  private static final Pattern KEY = Pattern.compile("key '(.*)' is not present in map\\.");
  private static final Pattern FIELD = Pattern.compile("Error resolving field '([^']*)'.*");
  private static final Pattern FUNCTION =
      Pattern.compile("No matching overload for function '([^']*)'.*");
  private static final String NO_BOOLEAN =
      "it needs a boolean there; write a comparison, as in x != null.";
  private static final String NO_SCALAR =
      "a list or an object stands where a single value is needed; write a comparison, as in"
          + " size(x) > 0.";
  private static final int LONGEST = 200;

  private EvaluationErrors() {}

  static ExpressionException explain(CelEvaluationException e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    Matcher place = PLACE.matcher(text);
    boolean placed = place.matches();
    String what = placed ? place.group(2) : text;
    String where = placed ? " (at column " + (Integer.parseInt(place.group(1)) + 1) + ")" : "";
    return new ExpressionException("The expression failed" + where + ": " + sentence(e, what));
  }

  static ExpressionException noScalar() {
    return new ExpressionException("The expression failed: " + NO_SCALAR);
  }

  private static String sentence(CelEvaluationException e, String what) {
    return switch (e.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND -> missing(what);
      case OVERLOAD_NOT_FOUND -> overload(what);
      case INDEX_OUT_OF_BOUNDS ->
          "the list has no item at that index; compare it with size(…) first.";
      case DIVIDE_BY_ZERO -> "it divides by zero; test the divisor first.";
      case NUMERIC_OVERFLOW -> "the number leaves the range of 64 bits; use double(x).";
      case ITERATION_BUDGET_EXCEEDED ->
          "it loops too often; loop over at most 10,000 items in all.";
      case INVALID_ARGUMENT -> argument(what);
      // CEL's own text would repeat the value, which may be a person's.
      case BAD_FORMAT ->
          what.contains(BoundedFunctions.REGEX)
              ? cut(what) + "."
              : "a text cannot be converted; correct it or ask matches(…) first.";
      case INTERNAL_ERROR, DUPLICATE_ATTRIBUTE, AMBIGUOUS_OVERLOAD, TYPE_NOT_FOUND ->
          "a value has the wrong type or is twice a key; check the values it reads.";
    };
  }

  private static String argument(String what) {
    if (what.contains("expected a single value")) {
      return NO_SCALAR;
    }
    return what.contains("expected boolean")
        ? NO_BOOLEAN
        : "a function does not take that value; correct the argument.";
  }

  private static String missing(String what) {
    Matcher key = KEY.matcher(what);
    if (key.matches()) {
      return "there is no field `" + cut(key.group(1)) + "`; ask has(…) for it first.";
    }
    Matcher field = FIELD.matcher(what);
    if (field.matches()) {
      return "`"
          + cut(field.group(1))
          + "` is taken of null or of a value without fields; compare it with null first.";
    }
    return "a value that it names is not there; ask has(…) for it first.";
  }

  private static String overload(String what) {
    Matcher function = FUNCTION.matcher(what);
    String name = function.matches() ? function.group(1) : "";
    return switch (name) {
      case "_+_", "_-_", "_*_", "_/_", "_%_" ->
          "arithmetic needs one type on both sides; convert one, as in double(x) * 2.0 or"
              + " string(x) + \"!\".";
      case "_<_", "_<=_", "_>_", "_>=_" ->
          "the two sides cannot be compared; compare numbers with numbers, as in double(x) > 0.5,"
              + " and null with ==.";
      case "_[_]" -> "the value has no items to take by that index; check that it is a list.";
      default ->
          "`" + cut(name) + "` does not take a value of this type; convert it, as in string(x).";
    };
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
