package dev.cadre.api.event;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The streams of events ({@code cadre.events.*}).
 *
 * @param streams how many may be open in one process, 500 by default
 */
public record EventSettings(@DefaultValue("500") int streams) {

  public EventSettings {
    if (streams < 1) {
      throw new IllegalArgumentException("cadre.events.streams must be positive");
    }
  }
}
