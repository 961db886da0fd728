package dev.cadre.api.event;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.access.StillAllowed;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Background;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.event.Events;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The events of a plan: as a stream that can be taken up anywhere, or as pages. */
@RestController
@Tag(name = "Plans")
class EventController {

  private static final Duration BEAT = Duration.ofSeconds(15);

  private final Events events;
  private final EventFeeds feeds;
  private final OpenStreams streams;
  private final Background background;
  private final StillAllowed allowed;

  EventController(
      Events events,
      EventFeeds feeds,
      OpenStreams streams,
      Background background,
      StillAllowed allowed) {
    this.allowed = allowed;
    this.events = events;
    this.feeds = feeds;
    this.streams = streams;
    this.background = background;
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping("/v1/plans/{plan}/events")
  @Operation(
      summary = "Follow a plan",
      description =
          "A stream that ends at the plan's last event, or with `Accept: application/json` a page."
              + " 204 when nothing will follow any more, 429 when too many streams are open.")
  @ApiResponse(
      responseCode = "200",
      description = "Events in order",
      content = {
        @Content(
            mediaType = "text/event-stream",
            schema = @Schema(implementation = EventView.class)),
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = EventView.Page.class))
      })
  Mono<ResponseEntity<?>> events(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @Parameter(description = "only events with a higher number") @RequestParam(defaultValue = "")
          String after,
      @RequestParam(defaultValue = "") String limit,
      @RequestHeader(name = "Last-Event-ID", defaultValue = "") String last,
      @Parameter(hidden = true) @RequestHeader HttpHeaders headers,
      ServerWebExchange exchange) {
    PlanId id = Parameters.plan(plan);
    int size = Parameters.limit(limit, EventFeeds.PAGE);
    long from =
        last.isEmpty()
            ? (after.isEmpty() ? 0 : Parameters.number("after", after))
            : Parameters.number("Last-Event-ID", last);
    boolean stream = wantsStream(headers);
    return events
        .after(caller.tenant(), id, from, size)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")))
        .map(first ->
            stream ? stream(caller.tenant(), id, from, first, exchange) : json(id, from, first));
  }

  private static boolean wantsStream(HttpHeaders headers) {
    var accept = headers.getAccept();
    if (accept.isEmpty()
        || accept.stream().anyMatch(t -> t.isCompatibleWith(MediaType.TEXT_EVENT_STREAM))) {
      return true;
    }
    if (accept.stream().anyMatch(t -> t.isCompatibleWith(MediaType.APPLICATION_JSON))) {
      return false;
    }
    throw ApiProblem.of(
        HttpStatus.NOT_ACCEPTABLE,
        "NOT_ACCEPTABLE",
        "This route answers text/event-stream or application/json.");
  }

  private static ResponseEntity<?> json(PlanId plan, long from, Events.Page page) {
    long end = end(page, from);
    var items = page.items().stream().map(event -> EventView.of(plan, event)).toList();
    String next = page.ended() && end >= page.last() ? null : Long.toString(end);
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(new EventView.Page(items, next));
  }

  private ResponseEntity<?> stream(
      TenantId tenant, PlanId plan, long from, Events.Page first, ServerWebExchange exchange) {
    if (first.ended() && from >= first.last()) {
      // A browser's EventSource stops asking at 204; at the end of a 200 it would ask for ever.
      return ResponseEntity.noContent().build();
    }
    streams.admit();
    Flux<ServerSentEvent<EventView>> told =
        feeds.follow(tenant, plan, from, first).map(event -> sse(plan, event));
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .header("X-Accel-Buffering", "no")
        .body(
            streams.counted(
                told.publish(EventController::withBeats)
                    .takeUntilOther(background.closing())
                    .takeUntilOther(allowed.over(exchange, Permission.PLAN_READ))));
  }

  /** Comments keep the connection open while nothing happens. */
  private static Flux<ServerSentEvent<EventView>> withBeats(Flux<ServerSentEvent<EventView>> told) {
    Flux<ServerSentEvent<EventView>> beats =
        Flux.interval(Duration.ZERO, BEAT)
            .onBackpressureDrop()
            .map(_ -> ServerSentEvent.<EventView>builder().comment("").build());
    return Flux.merge(told, beats.takeUntilOther(told.ignoreElements()));
  }

  private static long end(Events.Page page, long from) {
    return page.items().isEmpty() ? from : page.items().getLast().seq();
  }

  private static ServerSentEvent<EventView> sse(PlanId plan, Events.Event event) {
    return ServerSentEvent.builder(EventView.of(plan, event))
        .id(Long.toString(event.seq()))
        .event(event.type())
        .build();
  }
}
