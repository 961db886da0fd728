package dev.cadre.api.plan;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Map;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says of fields whose names alone do not tell enough. */
@Configuration(proxyBeanMethods = false)
class StepSchemas {

  private static final String ITEM =
      "Which item of the map (from 0), turn of the loop (from 1), or 0 in a subplan.";
  private static final String PATH =
      "The item of each container around it, from the outermost in; the last is `item`.";
  private static final String SCOPE =
      "The instance's number in the plan; `…/items/{scope}` reads it.";

  private static final Map<String, Map<String, String>> SENTENCES =
      Map.of(
          "StepRead",
          Map.of(
              "container",
              "The map, loop or subplan that holds the step; null in the plan's own graph.",
              "instances",
              "How the instances of a nested step stand; null of a step that is not nested.",
              "state",
              "Of a nested step derived from its instances.",
              "occurrence",
              "Counts up each time the step begins anew; 0 of a nested step, whose instances have"
                  + " their own.",
              "result",
              "The newest committed result; null of a nested step, whose instances have their own.",
              "format",
              "How to draw the output, as the agent or tool said when the plan started; null where it"
                  + " says nothing, or the step has a schema of its own."),
          "Instances",
          Map.of(
              "total",
              "Items of the map, turns of the loop so far, or 1 of a subplan. What no other count"
                  + " holds has not begun."),
          "InstanceRead",
          Map.of(
              "item",
              ITEM,
              "path",
              PATH,
              "scope",
              SCOPE,
              "occurrence",
              "The newest, unique among all instances of the step."),
          "AttemptRead",
          Map.of(
              "item",
              ITEM + " Null in the plan's own graph.",
              "scope",
              SCOPE + " 0 in the plan's own graph.",
              "calls",
              "How often the provider was really called; above 1, workers were lost during calls."),
          "PlanWarning",
          Map.of(
              "code",
              "GATE_UNDECIDABLE: nobody who is known here could open the gate.",
              "pointer",
              "The gate in the document, as a JSON Pointer.",
              "message",
              "A sentence with the remedy."),
          "GateRead",
          Map.of(
              "container",
              "What holds the gate's step; null in the plan's own graph.",
              "item",
              ITEM + " Null in the plan's own graph.",
              "path",
              PATH));

  @Bean
  GlobalOpenApiCustomizer sentences() {
    return document -> SENTENCES.forEach((schema, of) -> describe(document, schema, of));
  }

  private static void describe(OpenAPI document, String name, Map<String, String> sentences) {
    Schema<?> schema = document.getComponents().getSchemas().get(name);
    if (schema != null) {
      schema
          .getProperties()
          .forEach((field, property) -> {
            String sentence = sentences.get(field);
            if (sentence != null) {
              property.setDescription(sentence);
            }
          });
    }
  }
}
