package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Shape;
import java.util.List;

/** All cases, in the order in which they are run: what leaves much behind comes last. */
public final class Cases {

  /** The seed of the one random graph; the same in every run, so that runs compare. */
  private static final long SEED = 20_261_125;

  private Cases() {}

  public static List<BenchCase> all() {
    return List.of(
        new PlanCase("sequence", Shape.sequence(10)),
        new PlanCase("fan-out", Shape.fanOut(50)),
        new PlanCase("dag", Shape.dag(100, SEED)),
        new ApproveCase(),
        new ValidationCase(),
        new NoisyCase(),
        new MarginalCase(),
        new BurstCase(),
        new RestartCase(),
        new WaitingCase());
  }
}
