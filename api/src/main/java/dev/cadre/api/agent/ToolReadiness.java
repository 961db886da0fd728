package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which tools cannot work for a caller now, though it may use them. */
@Component
public class ToolReadiness {

  private final Shelves shelves;

  ToolReadiness(Shelves shelves) {
    this.shelves = shelves;
  }

  /** Of these tools those that cannot, by name, with the reason and its remedy. */
  public Mono<Map<String, String>> unready(Caller caller, Collection<String> tools) {
    return tools.isEmpty()
        ? Mono.just(Map.of())
        : shelves.of(caller).map(shelf -> unready(shelf, tools));
  }

  private static Map<String, String> unready(Shelf shelf, Collection<String> tools) {
    return tools.stream()
        .flatMap(tool -> shelf.why(tool).map(why -> Map.entry(tool, why)).stream())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
