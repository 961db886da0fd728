package dev.cadre.stores.runtime;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Reads settings into records. A key that the record does not know fails the start, named without
 * its value (it may be a secret); the environment's variables are not checked so, because they hold
 * the settings of other parts too.
 */
public final class BoundSettings {

  private BoundSettings() {}

  /**
   * The settings under a prefix.
   *
   * @throws IllegalStateException when one is unknown
   */
  public static <T> T bind(Environment environment, String prefix, Class<T> type) {
    return checked(
        () -> Binder.get(environment).bindOrCreate(prefix, Bindable.of(type), refusingUnknown()));
  }

  /** As {@link #bind}, of several alike, each under a name that the settings choose. */
  public static <T> Map<String, T> bindNamed(
      Environment environment, String prefix, Class<T> type) {
    return checked(() ->
        Binder.get(environment)
            .bind(prefix, Bindable.mapOf(String.class, type), refusingUnknown())
            .orElse(Map.of()));
  }

  private static BindHandler refusingUnknown() {
    return new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
  }

  private static <T> T checked(Supplier<T> binding) {
    try {
      return binding.get();
    } catch (BindException e) {
      if (e.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
        throw new IllegalStateException("unknown settings: " + names(unbound));
      }
      throw e;
    }
  }

  /** As {@link #bind}, where one setting must stand. */
  public static <T> T require(
      Environment environment, String prefix, Class<T> type, String needed, String example) {
    String name = prefix + "." + needed;
    if (environment.getProperty(name) == null) {
      throw new IllegalStateException(name + " is not set; give " + example);
    }
    return bind(environment, prefix, type);
  }

  private static String names(UnboundConfigurationPropertiesException unbound) {
    return unbound.getUnboundProperties().stream()
        .map(property -> property.getName().toString())
        .collect(Collectors.joining(", "));
  }
}
