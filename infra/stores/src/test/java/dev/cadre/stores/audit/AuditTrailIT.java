package dev.cadre.stores.audit;

import static dev.cadre.stores.audit.AuditStore.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.audit.AuditVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

@Timeout(120)
class AuditTrailIT {

  @TempDir Path folder;

  @Test
  void givesALogOfManyPartsInOrder() {
    var audit = new AuditStore(folder);
    for (int part : new int[] {499, 1, 501, 250}) {
      Flux.range(0, part)
          .flatMap(i -> audit.log.write(audit.tenant, AuditStore.entry("p" + i)), 8)
          .then(audit.chain.link(audit.tenant))
          .then(audit.heads.sign(audit.tenant))
          .block(WAIT);
    }
    List<String> order = new ArrayList<>();
    var verifier = new AuditVerifier(audit.signer.keys());
    List<AuditTrail.Part> parts = audit.trail.parts(audit.tenant).collectList().block(WAIT);
    parts.forEach(part ->
        part.each(
            entry -> {
              verifier.entry(entry);
              order.add("" + entry.seq());
            },
            head -> {
              verifier.head(head);
              order.add("head " + head.size());
            }));
    assertThat(parts).hasSize(3);
    assertThat(order).hasSize(1251 + 4);
    assertThat(order.subList(498, 503))
        .containsExactly("499", "head 499", "500", "head 500", "501");
    assertThat(order.getLast()).isEqualTo("head 1251");
    assertThat(verifier.report().findings()).isEmpty();
    assertThat(verifier.report().covered()).isEqualTo(1251);
  }

  @Test
  void givesNothingOfAnEmptyLog() {
    var audit = new AuditStore(folder);
    assertThat(audit.trail.parts(audit.tenant).collectList().block(WAIT))
        .containsExactly(new AuditTrail.Part(List.of(), List.of()));
    assertThat(audit.verify().ok()).isTrue();
  }

  /** Heads of which the log knows nothing any more are part of it still. */
  @Test
  void givesEveryHeadOfALogThatWasEmptied() {
    var audit = new AuditStore(folder);
    audit.signed(3).signed(1);
    audit.tamper("delete from audit_link where tenant_id = ?", audit.tenant.value());
    assertThat(audit.trail.parts(audit.tenant).blockLast(WAIT).heads()).hasSize(2);
  }
}
