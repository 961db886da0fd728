package dev.cadre.activities.tool;

import dev.cadre.stores.tool.BaseTypes.BaseType;
import dev.cadre.stores.tool.Holdings;
import dev.cadre.stores.tool.ToolNeeds;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The base types that this worker has. */
public final class ToolTypes {

  private static final Logger LOG = LoggerFactory.getLogger(ToolTypes.class);

  private final Map<String, ToolType> types;
  private final Function<TenantId, Holdings> holdings;

  /**
   * These.
   *
   * @param holdings of a tenant, as they are now; may block
   */
  public ToolTypes(List<? extends ToolType> types, Function<TenantId, Holdings> holdings) {
    this.types = types.stream().collect(Collectors.toMap(ToolType::name, Function.identity()));
    this.holdings = holdings;
  }

  /** What is published of them now. */
  public List<BaseType> published() {
    return types.values().stream().map(ToolTypes::published).toList();
  }

  private static BaseType published(ToolType type) {
    return new BaseType(
        type.name(),
        type.version(),
        type.configuration(),
        type.offeredConfiguration(),
        type.missing().orElse(null));
  }

  /** Why a tool cannot work here for a tenant, with the remedy; empty: it can. Blocks. */
  public Optional<String> why(TenantId tenant, ToolSpec tool) {
    return why(tool, new Memo(tenant));
  }

  private Optional<String> why(ToolSpec tool, Memo memo) {
    ToolType type = types.get(tool.type());
    if (type == null) {
      return Optional.of("This worker has no base type " + tool.type() + ".");
    }
    BaseType published = published(type);
    return ToolNeeds.why(
        tool, published, ToolNeeds.any(tool, published) ? memo.held() : Holdings.NONE);
  }

  /** Which tools can work here for a tenant; what it has is read once, where any names it. */
  public Predicate<ToolSpec> working(TenantId tenant) {
    Memo memo = new Memo(tenant);
    return tool -> why(tool, memo).isEmpty();
  }

  private final class Memo {

    private final TenantId tenant;
    private @Nullable Holdings held;

    Memo(TenantId tenant) {
      this.tenant = tenant;
    }

    Holdings held() {
      Holdings known = held;
      if (known == null) {
        known = holdings.apply(tenant);
        held = known;
      }
      return known;
    }
  }

  /** Calls a tool by its base type; exceptions as there. */
  public @Nullable Object call(ToolSpec tool, ToolCall call) {
    lack(call.tenant(), tool)
        .ifPresent(why -> {
          throw ToolFailed.refused(why);
        });
    ToolType type = types.get(tool.type());
    if (type == null) {
      throw ToolFailed.refused("This worker has no base type " + tool.type() + ".");
    }
    return type.call(tool, call);
  }

  private Optional<String> lack(TenantId tenant, ToolSpec tool) {
    try {
      return why(tenant, tool);
    } catch (RuntimeException e) {
      LOG.warn("what a tenant has cannot be read", e);
      throw ToolFailed.unreached(
          FailureCategory.UPSTREAM,
          false,
          "What the tenant has for this tool cannot be read now; the database does not answer.");
    }
  }
}
