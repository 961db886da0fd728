package dev.cadre.workflows.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelKind;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a compiled expression reads: the steps and the fields of the input that it names. */
final class References {

  private static final String STEPS = "steps";
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  private static final Set<String> NAMES = Set.of(STEPS, INPUT, "item", "turn");

  private final CelAbstractSyntaxTree ast;
  private final Set<String> variables;
  private final Set<String> steps = new LinkedHashSet<>();
  private final Set<String> inputs = new LinkedHashSet<>();
  private final Set<String> guarded = new LinkedHashSet<>();
  private boolean wholeInput;
  private final Set<Long> scalars = new HashSet<>();

  private References(CelAbstractSyntaxTree ast, Set<String> variables) {
    this.ast = ast;
    this.variables = variables;
  }

  /**
   * Reads a checked expression.
   *
   * @param variables the names that it may use
   */
  static References of(CelAbstractSyntaxTree ast, Set<String> variables)
      throws ExpressionException {
    References references = new References(ast, variables);
    for (CelNavigableExpr node : CelNavigableAst.fromAst(ast).getRoot().allNodes().toList()) {
      references.visit(node);
    }
    return references;
  }

  Set<String> steps() {
    return steps;
  }

  /** Fields of the input that are named, and whose presence is not asked for. */
  Set<String> inputs() {
    Set<String> unguarded = new LinkedHashSet<>(inputs);
    unguarded.removeAll(guarded);
    return unguarded;
  }

  /** Whether its value may change with these fields of the input; empty means with any. */
  boolean reads(Set<String> fields) {
    return wholeInput
        || (fields.isEmpty()
            ? !inputs.isEmpty() || !guarded.isEmpty()
            : !Collections.disjoint(inputs, fields) || !Collections.disjoint(guarded, fields));
  }

  /** Whether the node must yield a single value, no list and no object. */
  boolean scalar(long node) {
    return scalars.contains(node);
  }

  private void visit(CelNavigableExpr node) throws ExpressionException {
    switch (node.getKind()) {
      case IDENT -> identifier(node);
      case CALL -> call(node.expr().call());
      case COMPREHENSION -> {
        var loop = node.expr().comprehension();
        free(loop.iterVar());
        free(loop.iterVar2());
      }
      case MAP -> {
        for (CelExpr.CelMap.Entry entry : node.expr().map().entries()) {
          if (ast.getTypeOrThrow(entry.key().id()).kind() != CelKind.STRING) {
            throw new ExpressionException(
                "The keys of an object must be strings; write string(…) around the key.");
          }
        }
      }
      default -> {}
    }
  }

  private void free(String macroVariable) throws ExpressionException {
    if (NAMES.contains(macroVariable) || variables.contains(macroVariable)) {
      throw new ExpressionException(
          "The variable of a macro hides `" + macroVariable + "`; give it another name.");
    }
  }

  private void call(CelExpr.CelCall call) {
    switch (call.function()) {
      case "_&&_", "_||_" -> call.args().forEach(arg -> scalars.add(arg.id()));
      case "_?_:_", "type" -> scalars.add(call.args().getFirst().id());
      default -> {}
    }
  }

  private void identifier(CelNavigableExpr node) throws ExpressionException {
    String name = node.expr().ident().name();
    if (name.equals(STEPS)) {
      step(node);
    } else if (name.equals(INPUT)) {
      Field field = field(node);
      if (field == null) {
        wholeInput = true;
      } else {
        (field.asked ? guarded : inputs).add(field.name);
      }
    }
  }

  private void step(CelNavigableExpr node) throws ExpressionException {
    Field step = field(node);
    if (step == null) {
      throw new ExpressionException(
          "`steps` must be followed by the id of a step, as in steps.draft.output; an id cannot be"
              + " computed.");
    }
    steps.add(step.name);
    Field below = step.node == null ? null : field(step.node);
    if (below != null && !below.name.equals(OUTPUT)) {
      throw new ExpressionException(
          "A step has only `output`; write steps." + step.name + ".output." + below.name + ".");
    }
  }

  /** The field that the parent takes of this node by a name written down. */
  private static @Nullable Field field(CelNavigableExpr node) {
    Optional<CelNavigableExpr> parent = node.parent();
    if (parent.isEmpty()) {
      return null;
    }
    CelExpr above = parent.get().expr();
    if (above.getKind() == Kind.SELECT) {
      return new Field(above.select().field(), above.select().testOnly(), parent.get());
    }
    if (above.getKind() != Kind.CALL || above.call().args().size() != 2) {
      return null;
    }
    CelExpr first = above.call().args().get(0);
    CelExpr second = above.call().args().get(1);
    String index = first.id() == node.id() ? text(second) : null;
    String member = second.id() == node.id() ? text(first) : null;
    return switch (above.call().function()) {
      case "_[_]" -> index == null ? null : new Field(index, false, parent.get());
      case "@in" -> member == null ? null : new Field(member, true, null);
      default -> null;
    };
  }

  private static @Nullable String text(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? expr.constant().stringValue()
        : null;
  }

  /**
   * A field taken of a value.
   *
   * @param asked only its presence is asked for
   * @param node the selection; null where there is no value to go on from
   */
  private record Field(String name, boolean asked, @Nullable CelNavigableExpr node) {}
}
