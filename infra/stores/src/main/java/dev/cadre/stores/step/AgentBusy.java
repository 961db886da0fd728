package dev.cadre.stores.step;

/**
 * Nothing was called and nothing written, because open calls of the step's agent may still use up
 * its limit. Worth a retry soon.
 */
public final class AgentBusy extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AgentBusy() {
    super("open calls may use up the agent's limit");
  }
}
