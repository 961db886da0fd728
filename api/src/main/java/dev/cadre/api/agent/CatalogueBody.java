package dev.cadre.api.agent;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.agent.CatalogueEdits.Change;
import dev.cadre.stores.agent.CatalogueItem.Kind;
import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.tool.BaseTypes.BaseType;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a part of a catalogue, or all of one, that somebody imports. */
final class CatalogueBody {

  private static final int MOST = 2000;

  private CatalogueBody() {}

  /**
   * What an import would change.
   *
   * @param added names of what is new
   * @param changed names of what gets a new version
   * @param same how many are so already
   */
  record Import(List<Change> changes, List<String> added, List<String> changed, int same) {}

  static Import read(Fields fields, CatalogueSnapshot now, List<BaseType> types) {
    List<Fields> agents = fields.objects("agents", MOST);
    List<Fields> tools = fields.objects("tools", MOST);
    Set<String> names = new HashSet<>(now.agentNames());
    agents.forEach(agent -> names.addAll(agent.peek("name").stream().toList()));
    List<Change> all = new ArrayList<>();
    for (Fields agent : agents) {
      all.add(new Change(Kind.AGENT, AgentBody.take(agent, null, names::contains)));
      agent.unknown();
    }
    for (Fields tool : tools) {
      all.add(new Change(Kind.TOOL, ToolBody.take(tool, null, types)));
      tool.unknown();
    }
    if (all.stream().map(change -> change.kind() + change.name()).distinct().count() < all.size()) {
      fields.refuse("agents", "Each agent, and each tool, stands once.");
    }
    fields.end();
    return compared(all, now);
  }

  private static Import compared(List<Change> all, CatalogueSnapshot now) {
    List<Change> changes = new ArrayList<>();
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (Change change : all) {
      Optional<?> before =
          switch (change.spec()) {
            case AgentSpec agent -> now.agent(agent.name()).map(old -> old.as(agent.version()));
            case ToolSpec tool -> now.tool(tool.name()).map(old -> old.as(tool.version()));
            default -> Optional.empty();
          };
      if (before.isEmpty() || !before.get().equals(change.spec())) {
        changes.add(change);
        (before.isEmpty() ? added : changed).add(change.name());
      }
    }
    return new Import(changes, added, changed, all.size() - changes.size());
  }
}
