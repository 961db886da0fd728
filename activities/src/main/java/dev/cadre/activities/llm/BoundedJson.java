package dev.cadre.activities.llm;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON that others write, tenants' own servers among them: a text of a megabyte can be a tree of
 * thirty, and many such answers at once must fit into a worker.
 */
final class BoundedJson {

  /** Far more than the frame around a model's answer has. */
  private static final long MOST_IN_ANSWER = 20_000;

  /** A model writes no more into an output of a megabyte, unless it is nothing but brackets. */
  private static final long MOST_IN_OUTPUT = 100_000;

  /** Of the bodies of answers. */
  static final JsonMapper ANSWERS = builder(MOST_IN_ANSWER).build();

  private BoundedJson() {}

  /** For what models wrote. */
  static JsonMapper.Builder outputs() {
    return builder(MOST_IN_OUTPUT);
  }

  private static JsonMapper.Builder builder(long tokens) {
    return JsonMapper.builder(
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxTokenCount(tokens).build())
            .build());
  }
}
