package dev.cadre.api.plan;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/** The shape of a plan, for the OpenAPI document only; {@code PlanReader} reads it. */
@Schema(name = "Plan", description = "Strings may hold {{ CEL }} over input and steps")
record PlanDocument(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String name,
    String goal,
    @Schema(
            allowableValues = {
              "feature",
              "bugfix",
              "refactor",
              "documentation",
              "test",
              "deliverable",
              "other"
            })
        String type,
    @Schema(allowableValues = {"low", "normal", "high", "urgent"}) String priority,
    List<String> labels,
    @Schema(description = "any JSON, 10 MiB at most") Object input,
    BudgetDocument budget,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<StepDocument> steps,
    @Schema(description = "the result; by default the outputs of the last steps") Object result) {

  static final String JSON =
      """
      {"name": "launch-post",
       "input": {"product": "Aurora kettle"},
       "steps": [
         {"id": "draft", "kind": "agent", "agent": "copywriter",
          "prompt": "A short post about the {{ input.product }}."},
         {"id": "review", "kind": "gate", "dependsOn": ["draft"], "title": "Publish this?"}],
       "result": "{{ steps.draft.output }}"}
      """;

  static final String YAML =
      """
      name: launch-post
      input: { product: Aurora kettle }
      steps:
        - { id: draft, kind: agent, agent: copywriter, prompt: "A short post about the {{ input.product }}." }
        - { id: review, kind: gate, dependsOn: [draft], title: Publish this? }
      result: "{{ steps.draft.output }}"
      """;

  /** What the plan may spend. */
  @Schema(name = "Budget")
  record BudgetDocument(
      @Schema(description = "a decimal string", example = "0.50") String limit,
      @Schema(allowableValues = "USD") String currency,
      @Schema(allowableValues = "fail") String onLimit) {}

  /** A step; which fields stand depends on its kind. */
  @Schema(name = "Step")
  record StepDocument(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, pattern = "[a-z][a-z0-9_]{0,63}")
          String id,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"agent", "tool", "choice", "aggregate", "gate"})
          String kind,
      List<String> dependsOn,
      @Schema(description = "CEL; not for choices, whose condition it is") String when,
      @Schema(description = "agent: a name of /v1/agents") String agent,
      @Schema(description = "agent: a template") String prompt,
      @Schema(description = "agent: targets of /v1/models in order") List<String> route,
      @Schema(description = "agent: {schema: JSON Schema}") Map<String, Object> output,
      Integer maxTokens,
      @Schema(description = "tool: a name of /v1/tools") String tool,
      @Schema(description = "tool: strings are templates") Map<String, Object> arguments,
      @Schema(description = "tool: a repeat does no harm") Boolean repeatable,
      @Schema(description = "choice: steps that run when true") List<String> then,
      @Schema(name = "else", description = "choice: steps that run when false")
          List<String> otherwise,
      @Schema(description = "aggregate: steps") List<String> of,
      @Schema(
              description = "aggregate",
              allowableValues = {"concat", "summarize", "pick_best"})
          String strategy,
      @Schema(description = "aggregate, concat") String separator,
      @Schema(description = "aggregate, pick_best: CEL over item") String by,
      @Schema(description = "gate: a template") String title,
      @Schema(description = "gate: steps whose outputs are shown") List<String> show,
      @Schema(description = "gate: {roles, quorum, fourEyes}") Map<String, Object> audience,
      @Schema(description = "gate: ISO 8601 duration", example = "PT24H") String deadline,
      @Schema(description = "gate", allowableValues = "reject") String onDeadline,
      @Schema(description = "of the whole step, ISO 8601", example = "PT10M") String timeout,
      @Schema(description = "of one call, ISO 8601", example = "PT60S") String attemptTimeout,
      @Schema(description = "{maxTries, backoff}") Map<String, Object> retry,
      @Schema(description = "fail, skip, continue, or a step's id") String onFailure,
      @Schema(allowableValues = {"visible", "inline"}) String execution) {}
}
