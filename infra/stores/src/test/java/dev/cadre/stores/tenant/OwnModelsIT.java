package dev.cadre.stores.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.llm.Callable;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.stores.tenant.ModelLimits.Answer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A tenant's own keys and their limits. */
class OwnModelsIT {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestStore store = TestStore.open();
  private final OwnModels own = new OwnModels(store.postgres(), store.keys());
  private final ModelConfigurations models =
      new ModelConfigurations(store.postgres(), store.keys(), own, Clock.systemUTC());
  private final ModelLimits limits = new ModelLimits(store.postgres());

  @AfterEach
  void deletesAll() throws SQLException {
    try (Connection connection = store.asSuperuser();
        PreparedStatement statement =
            connection.prepareStatement("delete from model_configuration")) {
      statement.executeUpdate();
    }
  }

  private UUID add(String name, @Nullable String model, int rpm, int tpm, boolean isDefault) {
    models
        .add(
            TestStore.TENANT,
            By.SYSTEM,
            new NewModel(name, "openai", model, null, "sk-" + name, rpm, tpm, isDefault))
        .block();
    return own.of(TestStore.TENANT).block().stream()
        .filter(found -> found.name().equals(name))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private String serving(String model) {
    return own.serving(TestStore.TENANT, "openai", model)
        .block()
        .map(
            found -> found.name() + " " + own.key(TestStore.TENANT, found).block().orElse("no key"))
        .orElse("none");
  }

  @Test
  void servesWithWhatNamesTheModelThenWithTheDefaultThenByName() {
    assertThat(serving("gpt-a")).isEqualTo("none");
    add("b-any", null, 1, 1, false);
    add("c-any", null, 1, 1, false);
    add("z-named", "gpt-a", 1, 1, false);
    assertThat(serving("gpt-a")).isEqualTo("z-named sk-z-named");
    assertThat(serving("gpt-b")).isEqualTo("b-any sk-b-any");
    models.makeDefault(TestStore.TENANT, By.SYSTEM, "c-any").block();
    assertThat(serving("gpt-b")).isEqualTo("c-any sk-c-any");
    models.delete(TestStore.TENANT, By.SYSTEM, "z-named").block();
    assertThat(serving("gpt-a")).isEqualTo("c-any sk-c-any");
    assertThat(own.serving(TestStore.TENANT, "anthropic", "gpt-a").block()).isEmpty();
  }

  @Test
  void reachesWhatAWorkerSpeaksAndNoMore() {
    add("named", "gpt-a", 1, 1, false);
    Callable speaks = new Callable(Set.of("local"), Set.of("openai"), Set.of());
    assertThat(own.reach(TestStore.TENANT, speaks).block())
        .containsExactlyInAnyOrder("local", "openai/gpt-a");
    Callable mute = new Callable(Set.of("local"), Set.of("anthropic"), Set.of());
    assertThat(own.reach(TestStore.TENANT, mute).block()).containsExactly("local");
  }

  @Test
  void seesWhatAnotherProcessChangesWithinTwoSeconds() throws InterruptedException {
    OwnModels elsewhere = new OwnModels(store.postgres(), store.keys());
    List<OwnModel> first = elsewhere.of(TestStore.TENANT).block();
    assertThat(first).isEmpty();
    assertThat(elsewhere.of(TestStore.TENANT).block()).as("asked of nobody").isSameAs(first);
    add("new", null, 1, 1, false);
    Thread.sleep(OwnModels.LIFE.plusMillis(50));
    assertThat(elsewhere.of(TestStore.TENANT).block()).hasSize(1);
  }

  private List<Answer> takes(UUID configuration, int count, long tokens, Duration patience) {
    return Flux.fromStream(IntStream.range(0, count).mapToObj(i -> "attempt-" + i))
        .flatMap(
            attempt -> limits.take(TestStore.TENANT, configuration, attempt, tokens, patience), 32)
        .collectList()
        .block();
  }

  private static <T extends Answer> Stream<T> of(List<Answer> answers, Class<T> type) {
    return answers.stream().filter(type::isInstance).map(type::cast);
  }

  /** As if a time had passed. */
  private void pass(Duration time) throws SQLException {
    try (Connection connection = store.asSuperuser();
        PreparedStatement statement =
            connection.prepareStatement(
                "update model_take set at = at - ? * interval '1 millisecond'")) {
      statement.setLong(1, time.toMillis());
      statement.executeUpdate();
    }
  }

  @Test
  void letsNoMoreRequestsThroughInAMinuteHoweverManyComeAtOnce() throws SQLException {
    UUID id = add("busy", null, 20, 1_000_000, true);
    Instant start = Instant.now();
    List<Answer> answers = takes(id, 60, 1, MINUTE);
    assertThat(of(answers, Answer.Now.class)).hasSize(20);
    // Each of them in the place of one that is a minute old; who comes after that comes too late.
    List<Instant> then = of(answers, Answer.Then.class).map(Answer.Then::at).toList();
    assertThat(then)
        .hasSize(20)
        .allMatch(at -> !at.isBefore(start.plus(MINUTE).minusMillis(500)))
        .allMatch(at -> at.isBefore(start.plus(MINUTE).plusSeconds(10)));
    assertThat(of(answers, Answer.TooLate.class)).hasSize(20);

    assertThat(of(takes(id, 60, 1, MINUTE), Answer.Now.class)).as("too early").isEmpty();
    pass(MINUTE.plusSeconds(10));
    List<Answer> later = takes(id, 60, 1, MINUTE);
    assertThat(of(later, Answer.Now.class)).as("the next minute's").hasSize(20);
  }

  @Test
  void keepsAPlaceForWhoWaitsBeforeWhoComes() throws SQLException {
    UUID id = add("busy", null, 1, 1_000_000, true);
    assertThat(take(id, "first", 1)).isInstanceOf(Answer.Now.class);
    assertThat(take(id, "second", 1)).isInstanceOf(Answer.Then.class);
    pass(MINUTE.plusSeconds(1));
    assertThat(take(id, "third", 1)).isNotInstanceOf(Answer.Now.class);
    assertThat(take(id, "second", 1)).isInstanceOf(Answer.Now.class);
  }

  private Answer take(UUID id, String attempt, long tokens) {
    return limits.take(TestStore.TENANT, id, attempt, tokens, MINUTE).block();
  }

  @Test
  void countsTokensAtTheirWorstTillTheyAreKnown() {
    UUID id = add("small", null, 100, 1000, true);
    assertThat(take(id, "huge", 1001)).isEqualTo(new Answer.Never());
    Answer.Now first = (Answer.Now) take(id, "first", 900);
    assertThat(take(id, "second", 200)).isInstanceOf(Answer.Then.class);

    UUID other = add("other", null, 100, 1000, false);
    Answer.Now cheap = (Answer.Now) take(other, "first", 900);
    limits.used(TestStore.TENANT, cheap.place(), 300L).block();
    assertThat(take(other, "second", 700)).isInstanceOf(Answer.Now.class);
    assertThat(take(other, "third", 1)).isInstanceOf(Answer.Then.class);
    assertThat(first.place()).isNotEqualTo(cheap.place());
  }

  @Test
  void givesThePlaceBackOfWhatWasNotCalled() {
    UUID id = add("one", null, 1, 1000, true);
    Answer.Now first = (Answer.Now) take(id, "first", 10);
    limits.used(TestStore.TENANT, first.place(), null).block();
    assertThat(take(id, "second", 10)).isInstanceOf(Answer.Now.class);
  }

  @Test
  void countsNothingForAKeyThatIsGone() {
    UUID id = add("gone", null, 1, 1000, true);
    take(id, "first", 10);
    models.delete(TestStore.TENANT, By.SYSTEM, "gone").block();
    assertThat(take(id, "second", 10)).isEqualTo(new Answer.Gone());
    assertThat(store.read("select count(*) from model_take")).isEqualTo("0");
  }
}
