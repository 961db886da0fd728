package dev.cadre.e2e;

/** Gives tests a stack of its own kind, whose worker dies at fail points. */
public final class OnFailingStack extends OnStack {

  @Override
  Stack start() {
    return Stack.startFailing();
  }
}
