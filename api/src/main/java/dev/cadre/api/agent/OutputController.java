package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.agent.AgentOutputs;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The output formats in which a tenant wants the answers of agents. */
@RestController
@Tag(name = "Tenants")
class OutputController {

  private final AgentOutputs outputs;
  private final Catalogues catalogues;

  /**
   * Of one agent.
   *
   * @param format null: the agent's own
   */
  record AgentOutput(String agent, @Nullable String format) {}

  OutputController(AgentOutputs outputs, Catalogues catalogues) {
    this.outputs = outputs;
    this.catalogues = catalogues;
  }

  @Requires(Permission.TENANT_READ)
  @GetMapping(path = "/v1/tenant/agents/outputs", produces = "application/json")
  @Operation(summary = "List the agents whose output format is another one in your tenant")
  Mono<Page<AgentOutput>> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "") String limit) {
    return outputs
        .all(caller.tenant())
        .map(all ->
            Page.of(
                all.entrySet().stream().map(e -> new AgentOutput(e.getKey(), e.getValue())),
                AgentOutput::agent,
                cursor,
                limit));
  }

  @Requires(Permission.TENANT_MANAGE)
  @PutMapping(
      path = "/v1/tenant/agents/{name}/output",
      consumes = "application/json",
      produces = "application/json")
  @Operation(
      summary = "Have an agent answer in another output `format` in your tenant; none: its own",
      description = "Plans that run keep what they started with.")
  Mono<AgentOutput> set(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    String format = AgentBody.format(fields, "format");
    fields.end();
    return catalogues
        .now()
        .filter(catalogue -> catalogue.agent(name).isPresent())
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("agent")))
        .flatMap(_ -> outputs.set(caller.tenant(), caller.by(), name, format))
        .thenReturn(new AgentOutput(name, format));
  }
}
