package dev.cadre.e2e;

import dev.cadre.testkit.invariant.Evidence.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What clients asked and were told: every submission has a key of its own and is repeated until it
 * is answered, so that no outcome stays unknown.
 */
final class Journal {

  private final Stack stack;
  private final Map<String, String> bodies = new ConcurrentHashMap<>();
  private final List<Request> answers = new CopyOnWriteArrayList<>();

  Journal(Stack stack) {
    this.stack = stack;
  }

  /** Submits until it is answered. */
  PlanRun submit(String key, String body) {
    bodies.put(key, body);
    Door.Reply reply = stack.requester().submit(body, key);
    if (reply.status() != 201 && reply.status() != 200) {
      throw new AssertionError("not taken: " + reply + "\n" + body);
    }
    return noted(key, reply);
  }

  private PlanRun noted(String key, Door.Reply reply) {
    String plan = reply.json().path("id").asString("");
    answers.add(new Request(key, reply.text(), plan));
    return new PlanRun(stack.requester(), plan);
  }

  /** Asks once more under every key: the answer must be what it was. */
  void askAgain() {
    bodies.forEach((key, body) -> noted(key, stack.requester().submit(body, key).expect(200)));
  }

  /** Every plan that was answered. */
  List<PlanRun> plans() {
    return answers.stream()
        .map(Request::plan)
        .distinct()
        .map(plan -> new PlanRun(stack.requester(), plan))
        .toList();
  }

  List<Request> answers() {
    return new ArrayList<>(answers);
  }
}
