package dev.cadre.failpoints;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityExecutionContextBase;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import org.jspecify.annotations.Nullable;

/** Activities around which the worker can die, whatever they do. */
final class FailingActivities extends WorkerInterceptorBase {

  private final FailPoints points;

  FailingActivities(FailPoints points) {
    this.points = points;
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Calls(next);
  }

  private final class Calls extends ActivityInboundCallsInterceptorBase {

    private String type = "";
    private boolean inline;

    Calls(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      type = context.getInfo().getActivityType();
      inline = context.getInfo().isLocal();
      super.init(new Beating(context, type));
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      points.pass(FailPoint.TAKEN, type);
      ActivityOutput output = super.execute(input);
      points.pass(inline ? FailPoint.INLINE : FailPoint.ENDED, type);
      return output;
    }
  }

  private final class Beating extends ActivityExecutionContextBase {

    private final String type;

    Beating(ActivityExecutionContext context, String type) {
      super(context);
      this.type = type;
    }

    @Override
    public <V> void heartbeat(@Nullable V details) {
      points.pass(FailPoint.HEARTBEAT, type);
      super.heartbeat(details);
    }
  }
}
