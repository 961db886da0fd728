package dev.cadre.api.gate;

import dev.cadre.api.access.Caller;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.TemporalGateway;
import dev.cadre.api.runtime.TemporalUnavailable;
import dev.cadre.stores.gate.GateReads;
import dev.cadre.stores.gate.Votes;
import dev.cadre.stores.key.KeyUnavailable;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowUpdateTimeoutOrCancelledException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The REST door for decisions. What stands in PostgreSQL is answered from there; else the workflow
 * judges, as for every other door.
 */
@Component
class DecisionDoor {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /**
   * How a workflow fails to judge: it ended first (Temporal's own word), or its worker had no key.
   */
  private static final Set<String> UNJUDGED =
      Set.of("AcceptedUpdateCompletedWorkflow", KeyUnavailable.class.getName());

  private final Votes votes;
  private final GateReads gates;
  private final Deciders deciders;
  private final TemporalGateway temporal;
  private final MeterRegistry meters;

  DecisionDoor(
      Votes votes,
      GateReads gates,
      Deciders deciders,
      TemporalGateway temporal,
      MeterRegistry meters) {
    this.votes = votes;
    this.gates = gates;
    this.deciders = deciders;
    this.temporal = temporal;
    this.meters = meters;
  }

  /** Takes a decision; a refusal is an {@link ApiProblem} with the refusal's name as code. */
  Mono<DecisionAnswer> decide(Caller caller, GateId gate, DecisionBody body) {
    DecideGate decision =
        new DecideGate(
            gate.toString(),
            body.decision(),
            body.digest(),
            body.comment(),
            body.output(),
            body.option(),
            body.steps(),
            caller.name(),
            caller.roles(),
            false);
    return votes
        .of(caller.tenant(), gate, caller.name())
        .switchIfEmpty(Mono.error(() -> problem(Refusal.GATE_NOT_FOUND, "There is no such gate.")))
        .flatMap(standing -> decide(caller.tenant(), standing, decision))
        .onErrorResume(DecisionDoor::forbidden, refusal -> explained(caller, gate, refusal))
        .doOnNext(_ -> count(decision, "COUNTED"))
        .doOnError(ApiProblem.class, problem -> count(decision, problem.code()));
  }

  private static boolean forbidden(Throwable failure) {
    return failure instanceof ApiProblem problem && problem.status() == HttpStatus.FORBIDDEN;
  }

  /** The same refusal; where nobody else could decide either, with what to do about it. */
  private Mono<DecisionAnswer> explained(Caller caller, GateId gate, Throwable refusal) {
    return gates
        .one(caller.tenant(), gate)
        .flatMap(read -> deciders.warning(caller.tenant(), read))
        .<Throwable>map(warning ->
            refusal instanceof ApiProblem problem
                ? ApiProblem.of(
                    problem.status(), problem.code(), problem.getMessage() + " " + warning)
                : refusal)
        .defaultIfEmpty(refusal)
        .flatMap(Mono::error);
  }

  private void count(DecideGate decision, String outcome) {
    meters
        .counter("cadre.decisions", "decision", decision.decision().name(), "outcome", outcome)
        .increment();
  }

  /** The round is over; the next one has a gate of its own, with another digest. */
  private static ApiProblem reopened(Votes.SentBack sentBack) {
    GateId next = sentBack.next();
    return problem(
            Refusal.GATE_CLOSED,
            next == null
                ? "This round of the gate is over; it opens anew, under another id, when what was"
                    + " sent back has run."
                : "This round of the gate is over; it has opened anew as "
                    + next
                    + ": read that one and decide it.")
        .with("next", next == null ? null : next.toString());
  }

  private Mono<DecisionAnswer> decide(
      TenantId tenant, Votes.Standing standing, DecideGate decision) {
    String sha256 = decision.bodySha256();
    Optional<Votes.Vote> vote = standing.vote();
    if (vote.isPresent() && vote.get().bodySha256().equals(sha256)) {
      return Mono.just(vote.get().answer());
    }
    Mono<DecisionAnswer> over =
        vote.isPresent()
            ? refused(Refusal.ALREADY_VOTED, "You have decided otherwise; the first vote counts.")
            : refused(Refusal.GATE_CLOSED, "The gate is closed.");
    if (!standing.open()) {
      return votes
          .sentBack(tenant, standing.gate())
          .flatMap(found -> Mono.<DecisionAnswer>error(reopened(found)))
          .switchIfEmpty(over);
    }
    return vote.isPresent() ? over : ask(standing, decision, sha256);
  }

  private static Mono<DecisionAnswer> refused(Refusal refusal, String detail) {
    return Mono.error(() -> problem(refusal, detail));
  }

  private Mono<DecisionAnswer> ask(Votes.Standing standing, DecideGate decision, String sha256) {
    String id =
        CanonicalJson.sha256(
            List.of(
                standing.gate().toString(),
                (long) standing.occurrence(),
                decision.reviewer(),
                sha256));
    return temporal
        .decide(standing.plan(), id, decision, WAIT)
        .onErrorMap(DecisionDoor::late, DecisionDoor::again)
        .onErrorMap(
            WorkflowNotFoundException.class,
            _ -> problem(Refusal.GATE_CLOSED, "The plan has ended."))
        .map(DecisionDoor::answered);
  }

  /** Whether it is not known what became of the decision. */
  static boolean late(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TemporalUnavailable
          || cause instanceof TimeoutException
          || cause instanceof WorkflowUpdateTimeoutOrCancelledException
          || (cause instanceof ApplicationFailure told && UNJUDGED.contains(told.getType()))) {
        return true;
      }
    }
    return false;
  }

  private static ApiProblem again(Throwable failure) {
    return ApiProblem.unavailable(
        "DECISION_UNKNOWN",
        "The plan did not answer in time. Send the same again: it counts once.",
        AGAIN);
  }

  private static DecisionAnswer answered(DecisionAnswer answer) {
    Refusal refusal = answer.refusal();
    if (refusal != null) {
      throw problem(refusal, answer.message());
    }
    return answer;
  }

  private static ApiProblem problem(Refusal refusal, String detail) {
    HttpStatus status =
        switch (refusal) {
          case GATE_NOT_FOUND -> HttpStatus.NOT_FOUND;
          case NOT_IN_AUDIENCE, FOUR_EYES, ASSERTED_NOT_ALLOWED -> HttpStatus.FORBIDDEN;
          case DIGEST_REQUIRED, DECISION_INVALID -> HttpStatus.BAD_REQUEST;
          case DIGEST_MISMATCH, GATE_CLOSED, ALREADY_VOTED, ROUNDS_EXHAUSTED -> HttpStatus.CONFLICT;
        };
    return ApiProblem.of(status, refusal.name(), detail);
  }
}
