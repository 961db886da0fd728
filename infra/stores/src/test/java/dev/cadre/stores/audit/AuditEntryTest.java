package dev.cadre.stores.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditEntryTest {

  private static final TenantId TENANT = TenantId.DEMO;
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");
  private static final AuditActor ACTOR = AuditActor.person(TENANT, "requester");

  private static AuditEntry entry() {
    return AuditEntry.done(NOON, ACTOR, "plan.submit", "plan", "p1");
  }

  @Test
  void isKeptToTheMicrosecondAsTheDatabaseKeepsIt() {
    assertThat(entry().at()).isEqualTo(Instant.parse("2026-01-01T12:00:00.123456Z"));
  }

  @Test
  void takesIdsCountsAndCodes() {
    AuditEntry entry =
        entry()
            .with("steps", 3)
            .with("large", Long.MAX_VALUE)
            .with("asserted", true)
            .with("roles", List.of("reviewer", "member"))
            .with("nothing", null)
            .from("a".repeat(64));
    assertThat(entry.data())
        .isEqualTo(
            Map.of(
                "steps",
                3L,
                "large",
                Long.MAX_VALUE,
                "asserted",
                true,
                "roles",
                List.of("reviewer", "member")));
    assertThat(entry.source()).hasSize(64);
  }

  @Test
  void takesHostileTextAsData() {
    for (String text : HostileTexts.ALL) {
      AuditEntry entry =
          AuditEntry.denied(
                  NOON,
                  new AuditActor(text, AuditActor.Kind.PERSON),
                  "plan.submit",
                  "plan",
                  text,
                  text)
              .with("text", text)
              .with("list", List.of(text));
      assertThat(entry.data().get("text")).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a@b.example",
        "Ines <ines@mail.example>",
        "mailto:x@y.z",
        "nul \u0000",
        "half \ud83e",
        "\udd16 half"
      })
  void refusesWhatMayNotBeKept(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AuditActor(text, AuditActor.Kind.PERSON))
        .withMessageStartingWith("actor ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditEntry.done(NOON, ACTOR, "plan.submit", "plan", text))
        .withMessageStartingWith("object id ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditEntry.failed(NOON, ACTOR, "plan.submit", "plan", "p1", text))
        .withMessageStartingWith("reason ");
    if (!text.isEmpty()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> entry().with("why", text))
          .withMessageStartingWith("why ");
      assertThatIllegalArgumentException().isThrownBy(() -> entry().with("why", List.of(text)));
    }
  }

  @Test
  void boundsEveryLength() {
    assertThatThrownBy(() -> new AuditActor("a".repeat(129), AuditActor.Kind.SERVICE))
        .hasMessage("actor must be 1 to 128 characters, not 129");
    assertThatThrownBy(() -> AuditEntry.done(NOON, ACTOR, "a." + "b".repeat(63), "plan", "p1"))
        .hasMessage("action must be 1 to 64 characters, not 65");
    assertThatThrownBy(() -> AuditEntry.done(NOON, ACTOR, "plan.submit", "a".repeat(33), "p1"))
        .hasMessageStartingWith("object kind must match");
    assertThatThrownBy(() -> AuditEntry.done(NOON, ACTOR, "plan.submit", "plan", "p".repeat(201)))
        .hasMessage("object id must be 1 to 200 characters, not 201");
    assertThatThrownBy(
            () -> AuditEntry.denied(NOON, ACTOR, "plan.submit", "plan", "p1", "R".repeat(129)))
        .hasMessage("reason must be 1 to 128 characters, not 129");
    assertThatThrownBy(() -> entry().with("text", "t".repeat(257)))
        .hasMessage("text must be 1 to 256 characters, not 257");
    assertThatThrownBy(
            () -> entry().with("texts", IntStream.range(0, 33).mapToObj(i -> "t" + i).toList()))
        .hasMessageStartingWith("texts is no text");
    Map<String, Object> many =
        IntStream.range(0, 33).boxed().collect(Collectors.toMap(i -> "n" + i, i -> (Object) i));
    assertThatThrownBy(() ->
            new AuditEntry(
                NOON,
                ACTOR,
                "plan.submit",
                "plan",
                "p1",
                AuditEntry.Outcome.DONE,
                null,
                null,
                many))
        .hasMessage("data has 33 fields, at most 32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"submit", "Plan.submit", "plan.submit\n", "plan submit", "a.b.c.d.e"})
  void refusesAnActionThatIsNoWord(String action) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditEntry.done(NOON, ACTOR, action, "plan", "p1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "::1", "", "ABCDEF"})
  void refusesAnAddressAsItsSource(String source) {
    assertThatIllegalArgumentException().isThrownBy(() -> entry().from(source));
  }

  @Test
  void refusesWhatIsNoPlainDatum() {
    for (Object value : new Object[] {1.5, Map.of("a", 1), List.of(1), new Object()}) {
      assertThatIllegalArgumentException().isThrownBy(() -> entry().with("it", value));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> entry().with("a b", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> entry().with("a@b.example", 1));
  }

  @Test
  void keepsItsDataWhateverBecomesOfTheMap() {
    Map<String, Object> data = new HashMap<>(Map.of("a", 1));
    AuditEntry entry =
        new AuditEntry(
            NOON, ACTOR, "plan.submit", "plan", "p1", AuditEntry.Outcome.DONE, null, null, data);
    data.put("b", 2);
    assertThat(entry.data()).isEqualTo(Map.of("a", 1L));
  }

  @Test
  void keepsHandlesAndHashesAllElse() {
    assertThat(AuditActor.person(TENANT, "requester").id()).isEqualTo("requester");
    assertThat(AuditActor.service(TENANT, "ci:deploy-7").id()).isEqualTo("ci:deploy-7");
    TenantId other = new TenantId(UUID.randomUUID());
    for (String text :
        List.of("ines@mail.example", "Ines Example", "", "\ud83e", "\u0000", "a".repeat(100_000))) {
      String id = AuditActor.person(TENANT, text).id();
      assertThat(id).matches("sha256:[0-9a-f]{64}");
      assertThat(id).isEqualTo(AuditActor.asserted(TENANT, text).id());
      assertThat(id).isNotEqualTo(AuditActor.person(other, text).id());
    }
    assertThat(AuditActor.asserted(TENANT, "ines").id()).startsWith("sha256:");
  }
}
