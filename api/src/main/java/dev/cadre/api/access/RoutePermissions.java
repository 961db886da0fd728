package dev.cadre.api.access;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.workflows.access.Permission;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Whether a caller may use a route: asked of the route's {@link Requires}, before anything is read,
 * so that the answer is the same for what exists and what does not.
 */
@Component
class RoutePermissions
    implements ReactiveAuthorizationManager<AuthorizationContext>, SmartInitializingSingleton {

  private static final String OURS = "dev.cadre.";

  private static final List<PathPattern> OPEN =
      SecuritySetup.OPEN.stream().map(PathPatternParser.defaultInstance::parse).toList();

  private final RequestMappingHandlerMapping routes;
  private final AccessAudit audit;

  RoutePermissions(
      @Lazy @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes,
      AccessAudit audit) {
    this.routes = routes;
    this.audit = audit;
  }

  @Override
  public void afterSingletonsInstantiated() {
    List<String> bare =
        routes.getHandlerMethods().entrySet().stream()
            .filter(route -> ours(route.getValue()) && needed(route.getValue()) == null)
            .flatMap(route -> route.getKey().getPatternsCondition().getPatterns().stream())
            .map(PathPattern::getPatternString)
            .filter(path -> !open(path))
            .toList();
    if (!bare.isEmpty()) {
      throw new IllegalStateException("routes without a permission: " + bare);
    }
  }

  @Override
  public Mono<AuthorizationResult> authorize(
      Mono<Authentication> authentication, AuthorizationContext context) {
    return authentication
        .mapNotNull(Authentication::getPrincipal)
        .ofType(Caller.class)
        .flatMap(caller -> judge(caller, context.getExchange()))
        .defaultIfEmpty(new AuthorizationDecision(false));
  }

  private Mono<AuthorizationResult> judge(Caller caller, ServerWebExchange exchange) {
    return routes
        .getHandler(exchange)
        .map(handler -> Optional.ofNullable(handler instanceof HandlerMethod m ? asked(m) : null))
        // No route of ours: the pages of the API's description, or nothing.
        .defaultIfEmpty(Optional.empty())
        .flatMap(asked ->
            asked.isEmpty() ? Mono.<Void>empty() : judge(caller, asked.get(), route(exchange)))
        .thenReturn(new AuthorizationDecision(true));
  }

  private Mono<Void> judge(Caller caller, Requires asked, String route) {
    Permission needed = asked.value();
    if (!caller.may(needed)) {
      return audit.forbidden(caller, needed, route).then(Mono.error(() -> forbidden(needed)));
    }
    return asked.told().isEmpty() ? Mono.empty() : audit.used(caller, asked.told(), route);
  }

  /** What a use of a request's route takes of the caller's limits; never an error. */
  Mono<Integer> cost(ServerWebExchange exchange) {
    return routes
        .getHandler(exchange)
        .map(handler -> handler instanceof HandlerMethod m ? cost(asked(m)) : 1)
        .onErrorReturn(1)
        .defaultIfEmpty(1);
  }

  private static int cost(@Nullable Requires asked) {
    return asked == null ? 1 : asked.cost();
  }

  private static String route(ServerWebExchange exchange) {
    Object pattern = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    return exchange.getRequest().getMethod().name() + ":" + pattern;
  }

  private static ApiProblem forbidden(Permission needed) {
    return ApiProblem.of(
            HttpStatus.FORBIDDEN,
            "FORBIDDEN",
            "This needs the permission `" + needed.wire() + "`, which you do not have.")
        .with("permission", needed.wire());
  }

  private static @Nullable Requires asked(HandlerMethod handler) {
    return handler.getMethodAnnotation(Requires.class);
  }

  static @Nullable Permission needed(HandlerMethod handler) {
    Requires asked = asked(handler);
    return asked == null ? null : asked.value();
  }

  private static boolean ours(HandlerMethod handler) {
    return handler.getBeanType().getName().startsWith(OURS);
  }

  private static boolean open(String path) {
    return OPEN.stream().anyMatch(pattern -> pattern.matches(PathContainer.parsePath(path)));
  }
}
