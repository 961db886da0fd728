package dev.cadre.api.runtime;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /v3/api-docs} says beyond the routes. */
@Configuration(proxyBeanMethods = false)
class OpenApiPage {

  private static final String PROBLEM = "ProblemDetail";
  private static final String BEARER = "bearer";

  /** The shape of every error, for the document only. */
  @io.swagger.v3.oas.annotations.media.Schema(name = PROBLEM)
  record ProblemShape(
      String type,
      String title,
      int status,
      String code,
      String detail,
      List<dev.cadre.workflows.plan.Problem> problems) {}

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Cadre")
                .version("v1")
                .description(
                    "Durable execution of AI agent plans. Errors are application/problem+json with"
                        + " `code`, `detail` and, for a body, `problems` with JSON pointers."))
        .components(
            new Components()
                .addSecuritySchemes(
                    BEARER, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")))
        .addSecurityItem(new SecurityRequirement().addList(BEARER));
  }

  @Bean
  GlobalOpenApiCustomizer problems() {
    return document -> {
      ModelConverters.getInstance(true)
          .readAll(ProblemShape.class)
          .forEach((name, schema) -> document.getComponents().addSchemas(name, schema));
      ApiResponse problem =
          new ApiResponse()
              .description("An error, with a code and a sentence")
              .content(
                  new Content()
                      .addMediaType(
                          "application/problem+json",
                          new io.swagger.v3.oas.models.media.MediaType()
                              .schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
      document.getPaths().values().stream()
          .flatMap(path -> path.readOperations().stream())
          .forEach(operation -> operation.getResponses().addApiResponse("default", problem));
    };
  }
}
