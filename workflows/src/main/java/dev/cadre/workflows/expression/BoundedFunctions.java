package dev.cadre.workflows.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.exceptions.CelBadFormatException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelStandardFunctions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The standard functions whose cost grows with more than the length of the expression, each with
 * its cost counted: without that, doubling a list in thirty nested macros costs a thousand million
 * comparisons while it stays under CEL's own limits.
 */
final class BoundedFunctions {

  static final ScopedValue<Allowance> ALLOWANCE = ScopedValue.newInstance();

  /** How messages about one begin. */
  static final String REGEX = "the regular expression";

  private static final int MAX_TEXT = 16 * 1024 * 1024;
  private static final int MAX_LIST = 1_000_000;
  private static final int MAX_REGEX = 1_000;

  private static final Set<String> REPLACED =
      Set.of(
          "EQUALS",
          "NOT_EQUALS",
          "IN_LIST",
          "IN_MAP",
          "INDEX_MAP",
          "MATCHES",
          "MATCHES_STRING",
          "CONTAINS_STRING",
          "ADD_STRING",
          "ADD_BYTES",
          "ADD_LIST");

  private BoundedFunctions() {}

  /** All of the standard functions but those of {@link #bindings}. */
  static CelStandardFunctions others() {
    return CelStandardFunctions.newBuilder()
        .filterFunctions((_, overload) -> !REPLACED.contains(overload.toString()))
        .build();
  }

  static List<CelFunctionBinding> bindings() {
    List<CelFunctionBinding> all = new ArrayList<>();
    add(all, "_==_", "equals", Object.class, Object.class, BoundedFunctions::equal);
    add(all, "_!=_", "not_equals", Object.class, Object.class, (a, b) -> !equal(a, b));
    all.addAll(
        CelFunctionBinding.fromOverloads(
            "@in",
            CelFunctionBinding.from("in_list", Object.class, List.class, BoundedFunctions::inList),
            CelFunctionBinding.from("in_map", Object.class, Map.class, BoundedFunctions::inMap)));
    all.add(CelFunctionBinding.from("index_map", Map.class, Object.class, BoundedFunctions::at));
    all.addAll(
        CelFunctionBinding.fromOverloads(
            "matches",
            CelFunctionBinding.from("matches", String.class, String.class, BoundedFunctions::match),
            CelFunctionBinding.from(
                "matches_string", String.class, String.class, BoundedFunctions::match)));
    add(all, "contains", "contains_string", String.class, String.class, BoundedFunctions::contains);
    all.add(
        CelFunctionBinding.from("add_string", String.class, String.class, BoundedFunctions::join));
    all.add(CelFunctionBinding.from("add_list", List.class, List.class, BoundedFunctions::append));
    return all;
  }

  private static <A, B> void add(
      List<CelFunctionBinding> all,
      String function,
      String overload,
      Class<A> first,
      Class<B> second,
      CelFunctionOverload.Binary<A, B> body) {
    all.addAll(
        CelFunctionBinding.fromOverloads(
            function, CelFunctionBinding.from(overload, first, second, body)));
  }

  @SuppressWarnings("ReferenceEquality") // the same object needs no walk
  private static boolean equal(Object a, Object b) {
    ALLOWANCE.get().spend(1);
    if (a == b && !(a instanceof Double)) {
      return true;
    }
    return switch (a) {
      case Number x when b instanceof Number y -> Numbers.equal(x, y);
      case String x when b instanceof String y -> {
        ALLOWANCE.get().spend(x.length() / 256);
        yield x.equals(y);
      }
      case List<?> x when b instanceof List<?> y -> equalLists(x, y);
      case Map<?, ?> x when b instanceof Map<?, ?> y -> equalMaps(x, y);
      case List<?> _, Map<?, ?> _ -> false;
      default -> !(b instanceof List<?>) && !(b instanceof Map<?, ?>) && a.equals(b);
    };
  }

  private static boolean equalLists(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    Iterator<?> other = b.iterator();
    for (Object item : a) {
      if (!equal(item, other.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = b.get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean inList(Object item, List<?> list) {
    for (Object candidate : list) {
      if (equal(item, candidate)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inMap(Object key, Map<?, ?> map) {
    return key instanceof String && map.containsKey(key);
  }

  private static Object at(Map<?, ?> map, Object key) {
    Object value = key instanceof String ? map.get(key) : null;
    if (value == null) {
      throw CelAttributeNotFoundException.of(
          "key '" + (key instanceof String ? key : "?") + "' is not present in map.");
    }
    return value;
  }

  private static boolean match(String text, String regex) {
    Pattern pattern = pattern(regex);
    ALLOWANCE.get().spend((long) text.length() * (1 + pattern.programSize() / 16));
    return pattern.matcher(text).find();
  }

  private static Pattern pattern(String regex) {
    // Compiling costs more than matching: a thousand units cover it.
    ALLOWANCE.get().spend(1_000 + regex.length());
    if (RegexSize.of(regex) > MAX_REGEX) {
      throw new CelBadFormatException(REGEX + " is too large; repeat less in it");
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new CelBadFormatException(REGEX + " is wrong (" + e.getDescription() + "); correct it");
    }
  }

  private static boolean contains(String text, String part) {
    ALLOWANCE.get().spend((long) text.length() * (1 + part.length() / 64) / 16);
    return text.contains(part);
  }

  private static String join(String a, String b) {
    long length = (long) a.length() + b.length();
    ALLOWANCE.get().spend(length / 16);
    if (length > MAX_TEXT) {
      throw new Allowance.SpentException();
    }
    return a + b;
  }

  private static List<Object> append(List<?> a, List<?> b) {
    ALLOWANCE
        .get()
        .spend(a instanceof Appended grown && grown.last() ? b.size() : a.size() + b.size());
    if ((long) a.size() + b.size() > MAX_LIST) {
      throw new Allowance.SpentException();
    }
    return Appended.of(a, b);
  }
}
