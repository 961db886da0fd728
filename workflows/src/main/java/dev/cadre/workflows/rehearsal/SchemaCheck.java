package dev.cadre.workflows.rehearsal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says whether a value fits a JSON Schema. */
@FunctionalInterface
public interface SchemaCheck {

  /** What is wrong, in words to follow a colon; empty when nothing is. */
  String problem(Map<String, Object> schema, @Nullable Object value);
}
