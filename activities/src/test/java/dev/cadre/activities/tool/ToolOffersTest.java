package dev.cadre.activities.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.activities.llm.ToolUse;
import dev.cadre.activities.llm.ToolWish;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tool.ToolRefusal;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which tools a model is offered, and what becomes of what it asks for. */
class ToolOffersTest {

  private static final List<String> NAMES =
      IntStream.rangeClosed(1, 7).mapToObj(i -> "tool-" + i).toList();

  private static ToolSpec tool(String name, boolean offered) {
    Map<String, Object> input =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of("word", Map.of()),
            "additionalProperties",
            false);
    return new ToolSpec(name, 1, "ECHO", "Does.", Map.of(), input, null, true, offered);
  }

  private static ToolOffers offers(Permits permits, String hidden) {
    return offers(permits, hidden, "");
  }

  private static ToolOffers offers(Permits permits, String hidden, String broken) {
    Map<String, ToolSpec> tools = new LinkedHashMap<>();
    NAMES.reversed().forEach(name -> tools.put(name, tool(name, !name.equals(hidden))));
    AgentSpec agent =
        new AgentSpec(
            "a",
            1,
            "A",
            "d",
            2,
            null,
            "",
            List.of(),
            "",
            List.of("local"),
            null,
            null,
            null,
            NAMES);
    return ToolOffers.of(
        agent,
        tools,
        permits,
        tool -> !tool.name().equals(broken),
        name -> name.startsWith("tool-"));
  }

  private static List<String> offered(ToolOffers offers) {
    return offers.offers().stream().map(ToolUse.Offer::name).toList();
  }

  private static ToolRefusal.Code code(ToolOffers offers, int call, ToolWish wish) {
    ToolRefusal refusal = offers.judged(call, wish).refusal();
    return refusal == null ? null : refusal.code();
  }

  @Test
  void offersNothingThatCannotWorkAndTheNextInstead() {
    ToolOffers offers = offers(Permits.ALL, "", NAMES.getFirst());
    assertThat(offered(offers)).isEqualTo(NAMES.subList(1, 6));
    assertThat(code(offers, 1, new ToolWish(NAMES.getFirst(), Map.of())))
        .isEqualTo(ToolRefusal.Code.FORBIDDEN_TOOL);
  }

  @Test
  void offersTheFirstFiveOfTheAgents() {
    assertThat(offered(offers(Permits.ALL, ""))).isEqualTo(NAMES.subList(0, 5));
  }

  @Test
  void offersNeitherWhatTheTenantMayNotUseNorWhatIsForPlansAlone() {
    Permits permits = new Permits(false, Set.of(), Set.of("tool-2", "tool-3", "tool-6"));
    assertThat(offered(offers(permits, "tool-3"))).containsExactly("tool-2", "tool-6");
  }

  @Test
  void grantsWhatFitsAndRefusesTheRestEachForItsReason() {
    ToolOffers offers = offers(Permits.ALL, "");
    ToolWish right = new ToolWish("tool-1", Map.of("word", "tea"));

    assertThat(code(offers, 1, right)).isNull();
    assertThat(code(offers, 8, right)).isNull();
    assertThat(code(offers, 9, right)).isEqualTo(ToolRefusal.Code.TOO_MANY_CALLS);
    assertThat(code(offers, 1, new ToolWish("tool-6", Map.of())))
        .isEqualTo(ToolRefusal.Code.FORBIDDEN_TOOL);
    assertThat(code(offers, 1, new ToolWish("rm", Map.of())))
        .isEqualTo(ToolRefusal.Code.UNKNOWN_TOOL);
    assertThat(code(offers, 1, new ToolWish("tool-1", Map.of("other", 1L))))
        .isEqualTo(ToolRefusal.Code.INVALID_ARGUMENTS);
    assertThat(code(offers, 1, new ToolWish("tool-1", null)))
        .isEqualTo(ToolRefusal.Code.INVALID_ARGUMENTS);
  }
}
