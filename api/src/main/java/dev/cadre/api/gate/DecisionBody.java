package dev.cadre.api.gate;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A decision as a client sends it.
 *
 * @param output an edited output; only with ADJUST
 * @param steps which shown steps run again; only with ADJUST
 */
record DecisionBody(
    Verdict decision,
    String digest,
    @Nullable String comment,
    @Nullable Object output,
    @Nullable String option,
    List<String> steps) {

  static final int MAX_OUTPUT = 256 * 1024;
  static final int MAX_COMMENT = 10_000;

  private static final Set<String> FIELDS =
      Set.of("decision", "digest", "comment", "output", "option", "steps");

  /**
   * Reads a body.
   *
   * @throws ApiProblem DIGEST_REQUIRED or DECISION_INVALID, with every problem
   */
  static DecisionBody read(@Nullable Object tree) {
    List<Problem> problems = new ArrayList<>();
    if (!(tree instanceof Map<?, ?> map)) {
      problems.add(new Problem(Problem.Code.WRONG_TYPE, "", "A decision is an object."));
      throw invalid(problems);
    }
    unknownFields(map, problems);
    Verdict decision = verdict(map, problems);
    String comment = text(map, "comment", MAX_COMMENT, problems);
    String option = text(map, "option", MAX_COMMENT, problems);
    String digest = text(map, "digest", MAX_COMMENT, problems);
    List<String> steps = steps(map, problems);
    Object output = map.get("output");
    if (decision != null) {
      fits(decision, comment, output, map, problems);
    }
    if (!problems.isEmpty() || decision == null) {
      throw invalid(problems);
    }
    if (digest == null || digest.isEmpty()) {
      throw ApiProblem.of(
          HttpStatus.BAD_REQUEST,
          "DIGEST_REQUIRED",
          "Send the `digest` of the gate as you read it: it says what you decided about.");
    }
    return new DecisionBody(decision, digest, comment, output, option, steps);
  }

  private static void unknownFields(Map<?, ?> map, List<Problem> problems) {
    for (Object key : map.keySet()) {
      if (!FIELDS.contains(String.valueOf(key))) {
        problems.add(
            new Problem(
                Problem.Code.UNKNOWN_FIELD,
                pointer(String.valueOf(key)),
                "A decision has no field `" + key + "`; remove it."));
      }
    }
  }

  private static @Nullable Verdict verdict(Map<?, ?> map, List<Problem> problems) {
    Object word = map.get("decision");
    if (word == null) {
      problems.add(new Problem(Problem.Code.MISSING_FIELD, "", "`decision` is missing."));
      return null;
    }
    for (Verdict verdict : Verdict.values()) {
      if (verdict.name().equals(word)) {
        return verdict;
      }
    }
    problems.add(
        new Problem(
            word instanceof String ? Problem.Code.OUT_OF_RANGE : Problem.Code.WRONG_TYPE,
            "/decision",
            "`decision` is one of " + Arrays.toString(Verdict.values()) + "."));
    return null;
  }

  private static void fits(
      Verdict decision,
      @Nullable String comment,
      @Nullable Object output,
      Map<?, ?> map,
      List<Problem> problems) {
    boolean adjust = decision == Verdict.ADJUST;
    if (adjust && output == null && (comment == null || comment.isBlank())) {
      problems.add(
          new Problem(Problem.Code.MISSING_FIELD, "", "ADJUST needs a `comment` or an `output`."));
    }
    for (String field : List.of("output", "steps")) {
      if (!adjust && map.get(field) != null) {
        problems.add(
            new Problem(
                Problem.Code.OUT_OF_RANGE,
                pointer(field),
                "`" + field + "` goes with ADJUST only; remove it."));
      }
    }
    if (output != null
        && CanonicalJson.of(output).getBytes(StandardCharsets.UTF_8).length > MAX_OUTPUT) {
      problems.add(
          new Problem(Problem.Code.LIMIT_EXCEEDED, "/output", "`output` is over 256 KiB."));
    }
  }

  private static @Nullable String text(
      Map<?, ?> map, String field, int longest, List<Problem> problems) {
    Object value = map.get(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text)) {
      problems.add(
          new Problem(Problem.Code.WRONG_TYPE, pointer(field), "`" + field + "` is a string."));
      return null;
    }
    if (text.length() > longest) {
      problems.add(
          new Problem(
              Problem.Code.LIMIT_EXCEEDED,
              pointer(field),
              "`" + field + "` is over " + longest + " characters."));
    }
    return text;
  }

  private static List<String> steps(Map<?, ?> map, List<Problem> problems) {
    Object value = map.get("steps");
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      problems.add(
          new Problem(Problem.Code.WRONG_TYPE, "/steps", "`steps` is a list of step ids."));
      return List.of();
    }
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof String step) {
        steps.add(step);
      } else {
        problems.add(
            new Problem(Problem.Code.WRONG_TYPE, "/steps/" + i, "A step's id is a string."));
      }
    }
    return steps;
  }

  private static String pointer(String field) {
    return "/" + field.replace("~", "~0").replace("/", "~1");
  }

  private static ApiProblem invalid(List<Problem> problems) {
    return ApiProblem.of(
        HttpStatus.BAD_REQUEST,
        "DECISION_INVALID",
        "The decision cannot be read as one.",
        problems);
  }
}
