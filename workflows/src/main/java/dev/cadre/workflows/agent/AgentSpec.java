package dev.cadre.workflows.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent of the catalogue.
 *
 * @param name what plans call it, such as {@code copywriter}
 * @param version rises with each change; a running plan keeps the one it started with
 * @param level 0 the core, 1 a director, 2 a specialist; null in what an earlier version wrote
 * @param reportsTo the agent above it; null where that is a person
 * @param description one sentence by which a director picks it
 * @param instructions the system prompt
 * @param route targets in the order of preference, in the grammar {@code local | provider |
 *     provider/model}
 * @param temperature null leaves it to the model
 * @param quality the score from 0 to 1 under which its work is not good enough; null: none
 * @param output the name of its output format
 * @param tools that its model may ask for, the most important first
 */
public record AgentSpec(
    String name,
    int version,
    String title,
    String department,
    @Nullable Integer level,
    @Nullable String reportsTo,
    String description,
    List<String> capabilities,
    String instructions,
    List<String> route,
    @Nullable Double temperature,
    @Nullable Double quality,
    @Nullable String output,
    List<String> tools) {

  public AgentSpec {
    route = List.copyOf(route);
    capabilities = known(capabilities);
    tools = known(tools);
  }

  /** With instructions and a route, and nothing that is not needed to be called. */
  public static AgentSpec plain(String name, String instructions, List<String> route) {
    return new AgentSpec(
        name,
        1,
        name,
        "",
        2,
        null,
        "",
        List.of(),
        instructions,
        route,
        null,
        null,
        null,
        List.of());
  }

  /** The same in a department. */
  public AgentSpec of(String its) {
    return with(name, version, its, route, temperature, output);
  }

  /** The same under another name, called otherwise. */
  public AgentSpec named(String other, List<String> targets, @Nullable Double heat) {
    return with(other, version, department, targets, heat, output);
  }

  /** The same as another version. */
  public AgentSpec as(int other) {
    return with(name, other, department, route, temperature, output);
  }

  /** The same with another output format. */
  public AgentSpec answering(String format) {
    return with(name, version, department, route, temperature, format);
  }

  private AgentSpec with(
      String itsName,
      int itsVersion,
      String itsDepartment,
      List<String> itsRoute,
      @Nullable Double itsTemperature,
      @Nullable String itsOutput) {
    return new AgentSpec(
        itsName,
        itsVersion,
        title,
        itsDepartment,
        level,
        reportsTo,
        description,
        capabilities,
        instructions,
        itsRoute,
        itsTemperature,
        quality,
        itsOutput,
        tools);
  }

  /** A snapshot of before tools has none. */
  private static List<String> known(@Nullable List<String> names) {
    return names == null ? List.of() : List.copyOf(names);
  }
}
