package dev.cadre.testkit.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The corpus of broken plans. */
public final class BrokenPlans {

  private BrokenPlans() {}

  /** All of them, in the order of the index. */
  public static List<BrokenPlan> all() {
    List<BrokenPlan> all = new ArrayList<>();
    for (JsonNode entry : new YAMLMapper().readTree(read("index.yaml")).get("cases")) {
      List<BrokenPlan.Expected> problems = new ArrayList<>();
      for (JsonNode problem : entry.path("problems")) {
        problems.add(
            new BrokenPlan.Expected(
                problem.get("code").asString(), problem.get("pointer").asString()));
      }
      String file = entry.get("file").asString();
      all.add(new BrokenPlan(file, entry.get("status").asInt(), entry.has("catalogue"), problems));
    }
    return List.copyOf(all);
  }

  static byte[] read(String file) {
    try (InputStream in = BrokenPlans.class.getResourceAsStream("/corpus/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the corpus has no " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
