package dev.cadre.workflows.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one place where CEL is compiled: typed, side-effect free and bounded. Programs are kept; the
 * class is for any number of threads.
 */
public final class Expressions {

  /** The variables that stand everywhere: the plan's input and the steps' outputs. */
  public static final Set<String> PLAN_VARIABLES = Set.of("input", "steps");

  /** Those of {@code by} in an aggregate. */
  public static final Set<String> ITEM_VARIABLES = Set.of("input", "steps", "item");

  /** The longest expression in code points. */
  public static final int MAX_LENGTH = 8_192;

  /** What is said of a condition that yields something else. */
  public static final String NOT_A_TRUTH =
      "The condition does not yield true or false; compare values.";

  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'");

  private static final int MAX_RECURSION = 64;
  private static final int MAX_NODES = 4_000;
  private static final int MAX_ITERATIONS = 10_000;
  private static final int MAX_REGEX_PROGRAM = 1_000;
  private static final int MAX_MESSAGE = 200;
  private static final int CACHED = 2_000;
  private static final int CACHED_LENGTH = 1_024;
  private static final int CACHED_COMPILERS = 200;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseRecursionDepth(MAX_RECURSION)
          .maxParseExpressionNodeCount(MAX_NODES)
          .maxParseErrorRecoveryLimit(10)
          .comprehensionMaxIterations(MAX_ITERATIONS)
          .maxRegexProgramSize(MAX_REGEX_PROGRAM)
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .setStandardEnvironmentEnabled(false)
          .setStandardFunctions(BoundedFunctions.others())
          .addFunctionBindings(BoundedFunctions.bindings())
          .build();

  /** Plans name variables of their own, so these are not few. */
  private static final Recent<Set<String>, CelCompiler> COMPILERS = new Recent<>(CACHED_COMPILERS);

  private static final Recent<Source, Expression> PROGRAMS = new Recent<>(CACHED);

  private record Source(String cel, Set<String> variables) {}

  private Expressions() {}

  /**
   * Compiles an expression, or takes it from those compiled lately.
   *
   * @param cel bare CEL; one enclosing {@code {{ }}} is accepted
   * @param variables the names it may use; {@code steps} is a map by id, the others are any tree
   * @throws ExpressionException when it does not compile, or names steps by a computed id
   */
  public static Expression compile(String cel, Set<String> variables) throws ExpressionException {
    Source source = new Source(Templates.bare(cel), occurring(cel, variables));
    Expression known = PROGRAMS.get(source);
    if (known != null) {
      return known;
    }
    Expression compiled = compile(source);
    if (source.cel.length() <= CACHED_LENGTH) {
      PROGRAMS.put(source, compiled);
    }
    return compiled;
  }

  /**
   * Those of the variables that an expression may mean, by their names alone: what is compiled with
   * them is the same as with all. So the same text is one expression wherever it stands.
   */
  public static Set<String> occurring(String cel, Set<String> variables) {
    return variables.stream().filter(cel::contains).collect(Collectors.toUnmodifiableSet());
  }

  /** Loads CEL, so that no workflow task pays for its first compilation (some 300 ms). */
  public static void warmUp() {
    try {
      compile("steps.a.output.list.all(x, x > 0.5) ? input.a + 'b' : 'c'", PLAN_VARIABLES)
          .evaluate(
              Map.of(
                  "input",
                  Map.of("a", "a"),
                  "steps",
                  Map.of("a", Map.of("output", Map.of("list", List.of(1L))))));
    } catch (ExpressionException e) {
      throw new IllegalStateException("CEL does not work here", e);
    }
  }

  private static Expression compile(Source source) throws ExpressionException {
    if (source.cel.isBlank()) {
      throw new ExpressionException("The expression is empty; write a CEL expression.");
    }
    if (source.cel.codePointCount(0, source.cel.length()) > MAX_LENGTH) {
      throw new ExpressionException(
          "The expression is longer than " + MAX_LENGTH + " characters; shorten it.");
    }
    try {
      CelAbstractSyntaxTree ast = compiler(source.variables).compile(source.cel).getAst();
      return new Expression(
          RUNTIME.createProgram(ast), References.of(ast, source.variables), ast.getResultType());
    } catch (CelValidationException e) {
      throw new ExpressionException(explain(e));
    } catch (CelEvaluationException e) {
      throw new ExpressionException("The expression cannot be run: " + first(e.getMessage()) + ".");
    }
  }

  private static CelCompiler compiler(Set<String> variables) {
    CelCompiler known = COMPILERS.get(variables);
    if (known != null) {
      return known;
    }
    CelCompiler fresh = newCompiler(variables);
    COMPILERS.put(variables, fresh);
    return fresh;
  }

  private static CelCompiler newCompiler(Set<String> variables) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    for (String name : new TreeSet<>(variables)) {
      builder.addVar(
          name,
          name.equals("steps")
              ? MapType.create(SimpleType.STRING, SimpleType.DYN)
              : SimpleType.DYN);
    }
    return builder.build();
  }

  private static String explain(CelValidationException e) {
    if (e.getErrors().isEmpty()) {
      String message = first(e.getMessage());
      return message.contains("recursion limit")
          ? "The expression is nested deeper than " + MAX_RECURSION + " levels; simplify it."
          : "The expression does not compile: " + message + ".";
    }
    CelIssue issue = e.getErrors().get(0);
    Matcher undeclared = UNDECLARED.matcher(issue.getMessage());
    if (undeclared.lookingAt()) {
      return unknown(undeclared.group(1), issue.getSourceLocation().getColumn() + 1);
    }
    return "The expression does not compile (at column "
        + (issue.getSourceLocation().getColumn() + 1)
        + "): "
        + first(issue.getMessage())
        + "; correct it.";
  }

  private static String unknown(String name, int column) {
    String remedy =
        switch (name) {
          case "item" -> "it stands inside a map, and a subplan gets it by `input` only.";
          case "turn" -> "it stands inside a loop, and a subplan gets it by `input` only.";
          default -> "correct the name, or write a text in quotes.";
        };
    return "There is no `" + first(name) + "` here (at column " + column + "); " + remedy;
  }

  private static String first(@Nullable String message) {
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    int candidates = line.indexOf(" (candidates");
    String text = candidates < 0 ? line : line.substring(0, candidates);
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
  }
}
