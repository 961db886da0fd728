package dev.cadre.stores.step;

import dev.cadre.stores.runtime.Recent;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values that this process wrote or read lately. What a place holds never changes, so nothing here
 * is ever out of date; but it outlives a plan's key, so a reader asks for the key first.
 */
public final class RecentValues {

  private final Recent<Place, Value> recent;

  /** Where a value stands for good. */
  sealed interface Place {

    /** A step's result. */
    record Result(TenantId tenant, PlanId plan, String step, int occurrence) implements Place {}

    /** A blob. */
    record Blob(TenantId tenant, PlanId plan, String id) implements Place {}

    /** What a container binds for an instance. */
    record Item(TenantId tenant, PlanId plan, String step, int occurrence, int index)
        implements Place {}
  }

  /**
   * A value.
   *
   * @param tree not to be changed
   */
  record Value(@Nullable Object tree) {}

  /** With as much memory as suits this process. */
  public RecentValues() {
    this(Recent.ofThisHeap());
  }

  RecentValues(Recent<Place, Value> recent) {
    this.recent = recent;
  }

  Optional<Value> get(Place place) {
    return recent.get(place);
  }

  void put(Place place, @Nullable Object tree) {
    recent.put(place, new Value(tree), TreeSize.of(tree));
  }
}
