package dev.cadre.api.agent;

import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.agent.OutputFormats;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.agent.OutputFormat;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The output formats that agents and tools name. */
@RestController
@Tag(name = "Catalogue")
class FormatController {

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/formats", produces = "application/json")
  @Operation(summary = "List the output formats by name, with schema and renderer hint")
  Page<OutputFormat> list(
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "") String limit) {
    return Page.of(OutputFormats.all().stream(), OutputFormat::name, cursor, limit);
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/formats/{name}", produces = "application/json")
  @Operation(summary = "Read an output format")
  OutputFormat read(@PathVariable String name) {
    return OutputFormats.of(name).orElseThrow(() -> ApiProblem.notFound("output format"));
  }
}
