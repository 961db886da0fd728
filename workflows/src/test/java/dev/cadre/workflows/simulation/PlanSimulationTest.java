package dev.cadre.workflows.simulation;

import java.util.*;

class PlanSimulationTest {
  public static void main(String[] a) throws Exception {
    dev.cadre.workflows.expression.Expressions.warmUp();
    Map<String, Integer> ends = new TreeMap<>();
    Worlds worlds = new Worlds();
    int bad = 0;
    long t = System.nanoTime();
    for (long s = Long.parseLong(a[0]); s <= Long.parseLong(a[1]); s++) {
      if (s % 200 == 0) {
        worlds.close();
        worlds = new Worlds();
      }
      var d = RandomPlan.document(s);
      var plan = Plans.read(d);
      Director director = null;
      Expectation e = null;
      try {
        var script = new Script(s);
        e = Model.of(plan, script);
        director = new Director(worlds, plan, script, e);
        director.run();
        var x = Comparison.of(e, director.seen());
        if (!x.isEmpty()) {
          bad++;
          System.out.println("SEED " + s + " " + String.join("\n   ", x));
        }
        director.replay();
        ends.merge(e.status() + "", 1, Integer::sum);
      } catch (Undecided u) {
        ends.merge("undecided", 1, Integer::sum);
      } catch (Throwable u) {
        bad++;
        System.out.println("SEED " + s + " " + u);
        if (!(u instanceof Director.Astray)) u.printStackTrace(System.out);
        else System.out.println(" wrong: " + director.seen().wrong);
      }
    }
    System.out.println(
        bad
            + " bad "
            + ends
            + " ms per seed "
            + (System.nanoTime() - t)
                / 1000000
                / (Long.parseLong(a[1]) - Long.parseLong(a[0]) + 1));
    System.exit(0);
  }
}
