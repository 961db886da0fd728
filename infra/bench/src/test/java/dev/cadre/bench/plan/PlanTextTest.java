package dev.cadre.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.plan.Documents;
import dev.cadre.stores.plan.MalformedDocument;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTextTest {

  static List<Shape> shapes() {
    return List.of(Shape.sequence(10), Shape.fanOut(50), Shape.dag(100, 7), Shape.gate());
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everyShapeIsAValidPlan(Shape shape) throws MalformedDocument {
    byte[] body = PlanText.of(shape, Mode.VISIBLE).getBytes(StandardCharsets.UTF_8);

    var reading = PlanReader.read(Documents.parse(body, Documents.Format.JSON));

    assertThat(PlanValidator.validate(reading, CatalogueSnapshot.shipped(Set.of("openai"))))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void nodesNeedOnlyEarlierOnes(Shape shape) {
    Set<String> earlier = new HashSet<>();
    for (Shape.Node node : shape.nodes()) {
      assertThat(earlier).containsAll(node.needs());
      earlier.add(node.id());
    }
  }

  @Test
  void aSeedGivesTheSameGraphEachTime() {
    assertThat(Shape.dag(100, 7).nodes()).isEqualTo(Shape.dag(100, 7).nodes());
    assertThat(Shape.dag(100, 7).nodes()).isNotEqualTo(Shape.dag(100, 8).nodes());
  }
}
