package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Models: to look around among them. */
@RestController
@Tag(name = "Catalogue")
class ModelController {

  private final Shelves shelves;

  ModelController(Shelves shelves) {
    this.shelves = shelves;
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/models", produces = "application/json")
  @Operation(
      summary = "List models that a route may name; each says whether a worker can call it now")
  Mono<Page<Shelf.ModelView>> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "") String provider,
      @Parameter(description = "cheap, mid or premium") @RequestParam(defaultValue = "")
          String tier,
      @RequestParam(defaultValue = "") String capability,
      @Parameter(description = "true or false") @RequestParam(defaultValue = "") String callable,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    Boolean now = Parameters.flag("callable", callable);
    return shelves
        .of(caller)
        .map(shelf ->
            Page.of(
                shelf
                    .models()
                    .filter(model -> provider.isEmpty() || provider.equals(model.provider()))
                    .filter(model -> tier.isEmpty() || tier.equals(model.tier()))
                    .filter(
                        model -> capability.isEmpty() || model.capabilities().contains(capability))
                    .filter(model -> now == null || now == model.callable()),
                Shelf.ModelView::target,
                cursor,
                limit));
  }
}
