package dev.cadre.api.runtime;

import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.credential.CredentialOutcome;
import dev.cadre.workflows.credential.CredentialTest;
import dev.cadre.workflows.credential.TestCredential;
import dev.cadre.workflows.runtime.WorkflowIds;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Has credentials tried by a worker: the API itself calls nobody. */
@Component
public final class CredentialTests {

  private static final Duration WAIT = Duration.ofSeconds(25);

  private final TemporalSettings settings;
  private final TemporalConnection connection;

  CredentialTests(TemporalSettings settings, TemporalConnection connection) {
    this.settings = settings;
    this.connection = connection;
  }

  /** What came of it; an {@link ApiProblem} where no worker does it in time. */
  public Mono<CredentialOutcome> run(TenantId tenant, String name) {
    return connection
        .call(() -> runNow(new TestCredential(tenant, name)))
        .onErrorMap(
            failure -> failure instanceof TimeoutException,
            _ ->
                ApiProblem.unavailable(
                    "NO_WORKER",
                    "No worker has tried it in time; see that one runs, and try again.",
                    Duration.ofSeconds(5)));
  }

  private CredentialOutcome runNow(TestCredential test) throws TimeoutException {
    WorkflowOptions options =
        WorkflowOptions.newBuilder()
            .setWorkflowId(WorkflowIds.CREDENTIAL_TEST + UUID.randomUUID())
            .setTaskQueue(settings.queue())
            // Nobody waits for it any longer.
            .setWorkflowExecutionTimeout(WAIT)
            .build();
    return connection.result(CredentialTest.TYPE, options, test, CredentialOutcome.class);
  }
}
