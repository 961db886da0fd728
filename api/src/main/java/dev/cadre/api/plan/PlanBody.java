package dev.cadre.api.plan;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents a body that is a plan. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@RequestBody(
    required = true,
    description = "The plan",
    content = {
      @Content(
          mediaType = "application/json",
          schema = @Schema(implementation = PlanDocument.class),
          examples = @ExampleObject(name = "A post, approved", value = PlanDocument.JSON)),
      @Content(
          mediaType = "application/yaml",
          schema = @Schema(implementation = PlanDocument.class),
          examples = @ExampleObject(name = "A post, approved", value = PlanDocument.YAML))
    })
@interface PlanBody {}
