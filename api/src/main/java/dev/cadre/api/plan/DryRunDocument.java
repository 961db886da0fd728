package dev.cadre.api.plan;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/** The shape of a dry run's body, for the OpenAPI document only; {@code MockReader} reads it. */
@Schema(name = "DryRunRequest", description = "A plan, and what the world is said to answer")
record DryRunDocument(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) PlanDocument plan,
    @Schema(
            description =
                "by step: what each of its calls answers; of an agent a text or what its schema"
                    + " says, of a tool an object of body, status and headers")
        Map<String, Object> outputs,
    @Schema(
            description =
                "by step: what its calls answer one after the other, in a map in the order of the"
                    + " items; then `outputs` count")
        Map<String, List<Object>> items,
    @Schema(description = "by gate: GO (the default) or REJECT") Map<String, String> decisions,
    @Schema(description = "by step: the failure category that each of its calls fails with")
        Map<String, String> failures,
    @Schema(description = "by name: the payload of the signal") Map<String, Object> signals) {

  static final String JSON =
      """
      {"plan": {
         "name": "launch-post",
         "input": {"product": "Aurora kettle"},
         "steps": [
           {"id": "draft", "kind": "agent", "agent": "copywriter",
            "prompt": "A short post about the {{ input.product }}."},
           {"id": "review", "kind": "gate", "dependsOn": ["draft"], "title": "Publish this?"}]},
       "outputs": {"draft": "Tea in a minute."},
       "decisions": {"review": "REJECT"}}
      """;
}
