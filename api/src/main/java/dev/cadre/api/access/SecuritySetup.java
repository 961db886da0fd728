package dev.cadre.api.access;

import dev.cadre.api.limit.KnownCredentials;
import dev.cadre.api.limit.Limits;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.HttpSettings;
import dev.cadre.api.runtime.ProblemAnswers;
import dev.cadre.api.runtime.RemoteAddresses;
import dev.cadre.stores.runtime.TemporalSettings;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import reactor.core.publisher.Mono;

/** Every route but health and the sign-in asks for a credential, and for its permission. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecuritySetup {

  /** What answers to everybody. */
  static final List<String> OPEN =
      List.of("/health/**", SignInPage.PATH, "/sign-in/oidc/*", "/sign-in/oidc/*/callback");

  private static final String[] OPEN_PATHS = OPEN.toArray(String[]::new);

  @Bean
  SecurityWebFilterChain chain(
      ServerHttpSecurity http,
      Credentials credentials,
      RoutePermissions permissions,
      ProblemAnswers problems,
      TemporalSettings temporal,
      HttpSettings own,
      Limits limits,
      KnownCredentials known,
      RemoteAddresses addresses) {
    var limit = new LimitFilter(limits, known, permissions, addresses, problems);
    ServerAuthenticationEntryPoint unknown = unknown(problems);
    return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
        .cors(cors -> cors.configurationSource(temporalUi(temporal)))
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
        .authorizeExchange(
            routes -> routes.pathMatchers(OPEN_PATHS).permitAll().anyExchange().access(permissions))
        .exceptionHandling(errors -> errors.authenticationEntryPoint(unknown))
        .addFilterBefore(limit, SecurityWebFiltersOrder.AUTHENTICATION)
        .addFilterAt(
            authentication(credentials, unknown, limit), SecurityWebFiltersOrder.AUTHENTICATION)
        .addFilterAfter(
            new SameOriginFilter(temporal, own, problems), SecurityWebFiltersOrder.AUTHENTICATION)
        .build();
  }

  /** What is no request that any route could take, such as a path with an encoded slash. */
  @Bean
  ServerExchangeRejectedHandler rejected(ProblemAnswers problems) {
    return (exchange, _) ->
        problems.write(
            exchange,
            ApiProblem.of(
                HttpStatus.BAD_REQUEST,
                "INVALID_REQUEST",
                "The method, the path or a header holds what no route takes."));
  }

  private static AuthenticationWebFilter authentication(
      Credentials credentials, ServerAuthenticationEntryPoint unknown, LimitFilter limit) {
    // The converter has proven the caller already.
    ReactiveAuthenticationManager proven = Mono::just;
    var filter = new AuthenticationWebFilter(proven);
    ServerWebExchangeMatcher open = ServerWebExchangeMatchers.pathMatchers(OPEN_PATHS);
    filter.setRequiresAuthenticationMatcher(new NegatedServerWebExchangeMatcher(open));
    filter.setServerAuthenticationConverter(credentials);
    filter.setAuthenticationFailureHandler(
        new ServerAuthenticationEntryPointFailureHandler(unknown));
    filter.setAuthenticationSuccessHandler((within, who) -> {
      limit.good(within.getExchange(), who);
      return within.getChain().filter(within.getExchange());
    });
    return filter;
  }

  private static ServerAuthenticationEntryPoint unknown(ProblemAnswers problems) {
    return (exchange, failure) -> {
      boolean token = exchange.getRequest().getHeaders().containsHeader(HttpHeaders.AUTHORIZATION);
      Unauthenticated told =
          failure instanceof Unauthenticated own ? own : Unauthenticated.without();
      String challenge = "Bearer realm=\"cadre\"" + (token ? ", error=\"invalid_token\"" : "");
      return problems.write(
          exchange,
          ApiProblem.of(HttpStatus.UNAUTHORIZED, told.code(), String.valueOf(told.getMessage()))
              .header(HttpHeaders.WWW_AUTHENTICATE, challenge));
    };
  }

  /** Temporal's UI, on another port, may have payloads decoded with its reader's cookie. */
  private static CorsConfigurationSource temporalUi(TemporalSettings temporal) {
    var source = new UrlBasedCorsConfigurationSource();
    String origin = temporal.origin();
    if (origin != null) {
      var cors = new CorsConfiguration();
      cors.setAllowedOrigins(List.of(origin));
      cors.setAllowedMethods(List.of("POST"));
      cors.setAllowedHeaders(List.of("*"));
      cors.setAllowCredentials(true);
      source.registerCorsConfiguration("/codec/decode", cors);
    }
    return source;
  }
}
