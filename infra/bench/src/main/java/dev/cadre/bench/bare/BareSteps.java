package dev.cadre.bench.bare;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The one activity. */
@ActivityInterface
public interface BareSteps {

  /** The model's answer. */
  @ActivityMethod(name = "bare.call")
  String call(BareCall call);
}
