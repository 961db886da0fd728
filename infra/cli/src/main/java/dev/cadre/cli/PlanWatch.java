package dev.cadre.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Follows a plan to its end, a line an event; takes a broken stream up where it broke. */
public final class PlanWatch {

  /** Told when a gate waits for a decision, on the thread that follows the events. */
  @FunctionalInterface
  public interface GateOpened {
    void at(String plan, String gate);
  }

  private static final int TOO_MANY = 429;

  private static final Set<String> TERMINAL = Set.of("COMPLETED", "FAILED", "CANCELLED");

  /** The attempt that follows at once says more. */
  private static final Set<String> SILENT = Set.of("step.started");

  private static final List<String> TOLD =
      List.of("category", "state", "decision", "reviewer", "reason", "code", "message");

  private final CadreClient client;
  private final PrintWriter out;
  private final GateOpened gates;
  private @Nullable Instant begun;
  private @Nullable Instant at;
  private final Set<String> targetTold = new HashSet<>();
  private final NestedProgress nested = new NestedProgress(System::nanoTime);
  private String last = "";
  private boolean ended;

  public PlanWatch(CadreClient client, PrintWriter out, GateOpened gates) {
    this.client = client;
    this.out = out;
    this.gates = gates;
  }

  /** Returns the plan's last status. */
  public String follow(String plan) throws InterruptedException {
    boolean complained = false;
    while (true) {
      try {
        client.events(plan, last, event -> take(plan, event));
        String status = client.get("/v1/plans/" + plan).path("status").asString("");
        if (TERMINAL.contains(status)) {
          return status;
        }
        complained = false;
      } catch (Unreachable e) {
        if (!complained) {
          line("", "waiting for the API to come back");
          complained = true;
        }
      } catch (Refused e) {
        if (e.status() < 500 && e.status() != TOO_MANY) {
          throw e;
        }
      }
      Thread.sleep(Duration.ofMillis(ended ? 100 : 500));
    }
  }

  private boolean take(String plan, PlanEvent event) {
    if (!event.id().isEmpty()) {
      last = event.id();
    }
    ended = event.terminal();
    if (!SILENT.contains(event.type())) {
      at = Texts.instant(event.at(), Instant.now());
      begun = begun == null ? at : begun;
      tell(plan, event);
    }
    if (event.type().equals("step.completed") && !NestedProgress.concerns(event)) {
      attempts(plan, event.step());
    }
    if (event.type().equals("gate.opened")) {
      String gate = event.data().path("gate").asString("");
      if (open(gate)) {
        gates.at(plan, gate);
      }
    }
    // The stream itself ends behind the last event: a run that failed may have been retried.
    return true;
  }

  private void tell(String plan, PlanEvent event) {
    String text = event.type().replace('.', ' ').replace('_', ' ') + told(event);
    if (NestedProgress.concerns(event)) {
      if (nested.tells(event)) {
        line(event.step() + "[" + event.data().path("item").asInt() + "]", text);
      } else {
        nested.due().forEach(step -> howFar(plan, step));
      }
      return;
    }
    boolean end = event.terminal() || event.type().startsWith("step.");
    (end ? nested.rest() : nested.due()).forEach(step -> howFar(plan, step));
    line(event.step(), text);
  }

  private void howFar(String plan, String step) {
    try {
      line(step, "… " + PlanText.instances(client.get("/v1/plans/" + plan + "/steps/" + step)));
    } catch (Refused | Unreachable e) {
      line(step, "… (how far it is cannot be read now)");
    }
  }

  /** What was decided long ago needs nobody. */
  private boolean open(String gate) {
    try {
      return !client.get("/v1/gates/" + gate).path("status").asString("").equals("CLOSED");
    } catch (Refused | Unreachable e) {
      return true;
    }
  }

  private String told(PlanEvent event) {
    List<String> words = new ArrayList<>();
    JsonNode data = event.data();
    String provider = data.path("provider").asString("");
    if (!provider.isEmpty()) {
      String model = data.path("model").asString("");
      words.add(model.isEmpty() ? provider : provider + "/" + model);
    }
    for (String key : TOLD) {
      String value = data.path(key).asString("");
      if (!value.isEmpty() && !words.contains(value)) {
        words.add(value);
      }
    }
    if (event.type().startsWith("attempt.") && !words.isEmpty()) {
      targetTold.add(event.step());
    }
    return words.isEmpty() ? "" : "  " + String.join(" · ", words);
  }

  /** Where the events do not name provider and model, the step's attempts do. */
  private void attempts(String plan, String step) {
    if (targetTold.contains(step)) {
      return;
    }
    try {
      JsonNode answer = client.get("/v1/plans/" + plan + "/steps/" + step + "/attempts");
      for (JsonNode attempt : answer.isArray() ? answer : answer.path("items")) {
        String text = Attempts.line(attempt);
        if (!text.isEmpty()) {
          line("", "  " + text);
        }
      }
    } catch (Refused | Unreachable e) {
      line("", "  (its attempts cannot be read now)");
    }
  }

  private void line(String step, String text) {
    double seconds =
        begun == null || at == null ? 0 : Duration.between(begun, at).toMillis() / 1000.0;
    out.printf(Locale.ROOT, "%7.1f s  %-12s %s%n", seconds, step, text);
    out.flush();
  }
}
