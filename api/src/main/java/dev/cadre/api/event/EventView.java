package dev.cadre.api.event;

import dev.cadre.stores.event.Events;
import dev.cadre.workflows.plan.PlanId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of a plan.
 *
 * @param seq from 1, without gaps
 */
record EventView(
    long seq,
    Instant at,
    String type,
    String plan,
    @Nullable String step,
    Map<String, Object> data) {

  /**
   * Some events in order.
   *
   * @param next what {@code after} takes to go on; null when the plan has ended and nothing follows
   */
  @Schema(name = "EventPage")
  record Page(List<EventView> items, @Nullable String next) {}

  static EventView of(PlanId plan, Events.Event event) {
    return new EventView(
        event.seq(), event.at(), event.type(), plan.toString(), event.step(), event.data());
  }
}
