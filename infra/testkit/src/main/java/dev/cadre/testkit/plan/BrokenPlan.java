package dev.cadre.testkit.plan;

import java.util.List;

/**
 * A document of the corpus with all that is wrong with it.
 *
 * @param file its name; the ending tells the format
 * @param status what the HTTP door answers: 400 or 422
 * @param testCatalogue whether only {@link TestCatalogue} refuses it
 * @param problems complete, in no order; empty where it is malformed
 */
public record BrokenPlan(String file, int status, boolean testCatalogue, List<Expected> problems) {

  /** A problem by its code and pointer. */
  public record Expected(String code, String pointer) {

    @Override
    public String toString() {
      return code + " " + pointer;
    }
  }

  public BrokenPlan {
    problems = List.copyOf(problems);
  }

  /** The document as it is sent. */
  public byte[] body() {
    return BrokenPlans.read(file);
  }

  public boolean json() {
    return file.endsWith(".json");
  }

  public boolean malformed() {
    return status == 400;
  }

  @Override
  public String toString() {
    return file;
  }
}
