package dev.cadre.workflows.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Trees whose strings are templates. */
public final class Templates {

  /**
   * A string of a tree.
   *
   * @param pointer JSON Pointer from the tree's root, which is the empty pointer
   */
  public record Placed(String pointer, String text) {}

  private Templates() {}

  /**
   * Renders every string of a tree. One that is a whole expression becomes the expression's value;
   * in any other a value is written as text: a string as it is, null as nothing, all else as RFC
   * 8785 JSON. A value is never evaluated again. Keys are no templates.
   *
   * @param bindings a plain tree for each variable; also the variables that may be named
   */
  public static @Nullable Object render(
      @Nullable Object tree, Map<String, ? extends @Nullable Object> bindings)
      throws ExpressionException {
    return new Rendering(bindings).of(tree);
  }

  /** As {@link #render}, of one string, written as text. */
  public static String text(String template, Map<String, ? extends @Nullable Object> bindings)
      throws ExpressionException {
    return written(render(template, bindings));
  }

  /** A value as text: a string as it is, null as nothing, all else as RFC 8785 JSON. */
  public static String written(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      default -> CanonicalJson.of(value);
    };
  }

  /** Every expression in a tree, with the pointer of the string that holds it. */
  public static List<Placed> expressions(@Nullable Object tree) throws ExpressionException {
    List<Placed> found = new ArrayList<>();
    for (Placed string : strings(tree)) {
      for (String cel : Template.parse(string.text).expressions()) {
        found.add(new Placed(string.pointer, cel));
      }
    }
    return found;
  }

  /** Every string in a tree, keys excepted. */
  public static List<Placed> strings(@Nullable Object tree) {
    List<Placed> found = new ArrayList<>();
    collect("", tree, found);
    return found;
  }

  /** A token of a JSON Pointer (RFC 6901), escaped. */
  public static String token(Object key) {
    return "/" + String.valueOf(key).replace("~", "~0").replace("/", "~1");
  }

  /** The CEL of a field that is CEL anyway: without space and one enclosing {@code {{ }}}. */
  static String bare(String cel) {
    String stripped = cel.strip();
    if (!stripped.startsWith("{{") || !stripped.endsWith("}}")) {
      return stripped;
    }
    int end = new TemplateScanner(stripped, 2).end();
    return end == stripped.length() - 2 ? stripped.substring(2, end).strip() : stripped;
  }

  private static void collect(String pointer, @Nullable Object tree, List<Placed> found) {
    switch (tree) {
      case String text -> found.add(new Placed(pointer, text));
      case Map<?, ?> map ->
          map.forEach((key, value) -> collect(pointer + token(String.valueOf(key)), value, found));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          collect(pointer + "/" + i, list.get(i), found);
        }
      }
      case null, default -> {}
    }
  }

  /**
   * One rendering; it counts what it writes, because an expression may name the same text often.
   */
  private static final class Rendering {

    private static final long MAX_CHARACTERS = 16L * 1024 * 1024;

    private final Map<String, ? extends @Nullable Object> bindings;
    private final Set<String> variables;
    private long characters;

    Rendering(Map<String, ? extends @Nullable Object> bindings) {
      this.bindings = bindings;
      this.variables = Set.copyOf(bindings.keySet());
    }

    @Nullable Object of(@Nullable Object tree) throws ExpressionException {
      return switch (tree) {
        case String text -> text(text);
        case Map<?, ?> map -> {
          Map<String, @Nullable Object> rendered = new LinkedHashMap<>();
          for (Map.Entry<?, ?> entry : map.entrySet()) {
            rendered.put(String.valueOf(entry.getKey()), of(entry.getValue()));
          }
          yield rendered;
        }
        case List<?> list -> {
          List<@Nullable Object> rendered = new ArrayList<>();
          for (Object item : list) {
            rendered.add(of(item));
          }
          yield rendered;
        }
        case null -> null;
        default -> tree;
      };
    }

    private @Nullable Object text(String text) throws ExpressionException {
      Template template = Template.parse(text);
      if (template.whole()) {
        Object value = value(template.expressions().getFirst());
        count(written(value));
        return value;
      }
      StringBuilder out = new StringBuilder();
      for (Template.Part part : template.parts()) {
        String written =
            switch (part) {
              case Template.Text literal -> literal.text();
              case Template.Cel cel -> written(value(cel.cel()));
            };
        count(written);
        out.append(written);
      }
      return out.toString();
    }

    private @Nullable Object value(String cel) throws ExpressionException {
      return Expressions.compile(cel, variables).evaluate(bindings);
    }

    private void count(String written) throws ExpressionException {
      characters += written.length();
      if (characters > MAX_CHARACTERS) {
        throw new ExpressionException("The text grows over 16 MiB; name smaller values in it.");
      }
    }
  }
}
