package dev.cadre.api.audit;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.stores.audit.AuditTrail;
import dev.cadre.stores.key.Signer;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.expression.CanonicalJson;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Gives the whole audit log away, to be verified by anybody. */
@RestController
@Tag(name = "Audit")
class AuditExportController {

  private final AuditTrail trail;
  private final AuditUpkeep upkeep;
  private final Signer signer;

  AuditExportController(AuditTrail trail, AuditUpkeep upkeep, Signer signer) {
    this.trail = trail;
    this.upkeep = upkeep;
    this.signer = signer;
  }

  @Requires(value = Permission.AUDIT_READ, told = "audit.export", cost = 100)
  @GetMapping(path = "/v1/audit/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
  @Operation(
      summary = "Export the whole log, for offline verification",
      description =
          "A JSON object a line: the public keys, then entries in order, each head behind the last"
              + " entry that it covers.")
  Flux<String> export(@AuthenticationPrincipal Caller caller) {
    Mono<String> keys = Mono.fromCallable(this::keys).subscribeOn(Schedulers.boundedElastic());
    return upkeep
        .signed(caller.tenant())
        .thenMany(
            Flux.concat(keys, trail.parts(caller.tenant()).map(AuditExportController::lines)));
  }

  private String keys() {
    StringBuilder lines = new StringBuilder();
    signer.keys().forEach(key -> add(lines, key.line()));
    return lines.toString();
  }

  private static String lines(AuditTrail.Part part) {
    StringBuilder lines = new StringBuilder();
    part.each(entry -> add(lines, entry.line()), head -> add(lines, head.line()));
    return lines.toString();
  }

  /** Canonical JSON escapes control characters, so a line is a line whatever stands in it. */
  private static void add(StringBuilder lines, Map<String, ? extends @Nullable Object> line) {
    lines.append(CanonicalJson.of(line)).append('\n');
  }
}
