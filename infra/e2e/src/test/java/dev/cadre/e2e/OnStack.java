package dev.cadre.e2e;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives tests the one {@link Stack}, with an empty script, and shows its logs when one fails. */
public class OnStack
    implements ParameterResolver,
        BeforeEachCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return stack(context);
  }

  /** The one stack of its kind. */
  Stack stack(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(getClass(), _ -> start(), Stack.class);
  }

  /** Starts it. */
  Stack start() {
    return Stack.start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    stack(context).providers().forgetScript();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    show(context, failure);
    throw failure;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    show(context, failure);
    throw failure;
  }

  private void show(ExtensionContext context, Throwable failure) {
    System.out.println(
        context.getDisplayName() + " failed: " + failure + "\n" + stack(context).logs());
  }
}
