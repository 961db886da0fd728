package dev.cadre.api.access;

import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.models.Operation;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Says in the API's description which permission a route asks for: {@code x-permission}. */
@Component
class PermissionsInOpenApi implements GlobalOperationCustomizer {

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    Permission needed = RoutePermissions.needed(handler);
    if (needed != null) {
      operation.addExtension("x-permission", needed.wire());
    }
    return operation;
  }
}
