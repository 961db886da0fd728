package dev.cadre.api.audit;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditHeads;
import dev.cadre.stores.audit.AuditRead;
import dev.cadre.stores.audit.AuditReads;
import dev.cadre.stores.audit.AuditVerification;
import dev.cadre.stores.key.Signer;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.audit.AuditReport;
import dev.cadre.workflows.audit.SignedHead;
import dev.cadre.workflows.audit.VerificationKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads and verifies the audit log of the caller's tenant. */
@RestController
@Tag(name = "Audit")
class AuditController {

  private static final int PAGE = 50;
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final AuditReads reads;
  private final AuditHeads heads;
  private final AuditVerification verification;
  private final AuditUpkeep upkeep;
  private final Signer signer;

  /** A page of entries. */
  @Schema(name = "AuditPage")
  record Page(List<AuditRead> items, @Nullable String next) {}

  /** A page of heads. */
  @Schema(name = "AuditHeadPage")
  record Heads(List<SignedHead> items, @Nullable String next) {}

  /** All keys; there is no further page. */
  @Schema(name = "AuditKeys")
  record Keys(List<VerificationKey> items, @Nullable String next) {}

  AuditController(
      AuditReads reads,
      AuditHeads heads,
      AuditVerification verification,
      AuditUpkeep upkeep,
      Signer signer) {
    this.reads = reads;
    this.heads = heads;
    this.verification = verification;
    this.upkeep = upkeep;
    this.signer = signer;
  }

  @Requires(Permission.AUDIT_READ)
  @GetMapping(path = "/v1/audit", produces = "application/json")
  @Operation(summary = "List audit entries, newest first")
  Mono<Page> list(
      @AuthenticationPrincipal Caller caller,
      @Parameter(description = "what it begins with, such as plan. or gate.decide")
          @RequestParam(defaultValue = "")
          String action,
      @RequestParam(defaultValue = "") String actor,
      @Parameter(description = "the object's id") @RequestParam(defaultValue = "") String object,
      @Parameter(description = "done, denied or failed") @RequestParam(defaultValue = "")
          String outcome,
      @Parameter(description = "at this time or later") @RequestParam(defaultValue = "")
          String from,
      @Parameter(description = "before this time") @RequestParam(defaultValue = "") String to,
      @Parameter(description = "`next` of the page before") @RequestParam(defaultValue = "")
          String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    int size = Parameters.limit(limit, PAGE);
    var filter =
        new AuditReads.Filter(
            orNull(action),
            orNull(actor),
            orNull(object),
            outcome.isEmpty() ? null : outcome(outcome),
            time("from", from),
            time("to", to),
            Parameters.cursor(cursor),
            size + 1);
    return upkeep
        .link(caller.tenant())
        .then(Mono.defer(() -> reads.page(caller.tenant(), filter)))
        .map(found -> page(found, size));
  }

  private static Page page(List<AuditRead> found, int size) {
    List<AuditRead> items = found.stream().limit(size).toList();
    String next =
        found.size() > size ? Parameters.cursor(UUID.fromString(found.get(size - 1).id())) : null;
    return new Page(items, next);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static AuditEntry.Outcome outcome(String word) {
    try {
      return AuditEntry.Outcome.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw ApiProblem.parameter("outcome", "is done, denied or failed.");
    }
  }

  private static @Nullable Instant time(String name, String text) {
    try {
      return text.isEmpty() ? null : bounded(Instant.parse(text));
    } catch (DateTimeException e) {
      throw ApiProblem.parameter(name, "must be a time such as 2027-01-31T09:00:00Z.");
    }
  }

  /** What PostgreSQL has no time for is as far away as can be asked about. */
  private static Instant bounded(Instant time) {
    if (time.isBefore(FIRST)) {
      return FIRST;
    }
    return time.isAfter(LAST) ? LAST : time;
  }

  @Requires(Permission.AUDIT_READ)
  @GetMapping(path = "/v1/audit/heads", produces = "application/json")
  @Operation(
      summary = "List signed heads, newest first",
      description = "A head says how many entries there are and what the root over them is.")
  Mono<Heads> heads(
      @AuthenticationPrincipal Caller caller,
      @Parameter(description = "`next` of the page before") @RequestParam(defaultValue = "")
          String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    int size = Parameters.limit(limit, PAGE);
    long[] before = Parameters.numbers(cursor, 1);
    return heads
        .newest(caller.tenant(), before == null ? Long.MAX_VALUE : before[0], size + 1)
        .map(found -> {
          List<SignedHead> items = found.stream().limit(size).toList();
          return new Heads(
              items, found.size() > size ? Parameters.cursor(items.getLast().size()) : null);
        });
  }

  @Requires(Permission.AUDIT_READ)
  @GetMapping(path = "/v1/audit/keys", produces = "application/json")
  @Operation(summary = "The public keys of all that ever signed a head")
  Mono<Keys> keys() {
    return Mono.fromCallable(() -> new Keys(signer.keys(), null))
        .subscribeOn(Schedulers.boundedElastic());
  }

  @Requires(value = Permission.AUDIT_READ, told = "audit.verify", cost = 100)
  @PostMapping(path = "/v1/audit:verify", produces = "application/json")
  @Operation(
      summary = "Verify the log as it stands here",
      description =
          "Reads all of it. `ok` is false where anything is wrong; `findings` name it. Who does not"
              + " trust this server verifies an export offline.")
  Mono<AuditReport> verify(@AuthenticationPrincipal Caller caller) {
    return upkeep.link(caller.tenant()).then(verification.verify(caller.tenant()));
  }
}
