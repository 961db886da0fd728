package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.MapItems;
import dev.cadre.workflows.plan.Sight;
import dev.cadre.workflows.step.MapStep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map in rehearsal: its items in order, some at a time. */
final class MapPlay extends Play {

  private final MapStep map;
  private List<? extends @Nullable Object> items = List.of();
  private final List<@Nullable Object> made = new ArrayList<>();
  private int next;

  MapPlay(Stage stage, Scene around, MapStep map, int position) {
    super(stage, around, map, position);
    this.map = map;
  }

  @Override
  void begin() {
    Bindings bindings = around.vision().work(map);
    items =
        stage.keep(
            around
                .vision()
                .evaluate(
                    stage.pointer(map) + "/over",
                    () -> MapItems.of(map, around.vision().names(), bindings)));
    items.forEach(_ -> made.add(null));
    fill();
  }

  private void fill() {
    while (next < items.size() && live() < map.concurrency()) {
      int index = next++;
      open(index, items.get(index), null);
    }
    if (live() == 0) {
      done(made);
    }
  }

  @Override
  void over(Scene scene, int index) {
    Sight.Seen seen = scene.vision().seen(map.step().id());
    made.set(index, seen == null ? null : seen.output().value());
    fill();
  }
}
