package dev.cadre.api.tenant;

import dev.cadre.api.access.AccountBody;
import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.stores.tenant.NewModel;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tenant.TenantChange;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.agent.Catalogue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what clients send about tenants. */
final class TenantBody {

  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,200}");
  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
  private static final Pattern TIER = Pattern.compile("free|standard|enterprise");
  private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_+/-]{1,64}");
  private static final Pattern MONEY = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final int MOST_MODELS = 50;

  private TenantBody() {}

  /**
   * A tenant as it is ordered.
   *
   * @param permits null: all
   */
  record Ordered(
      String name,
      String domain,
      String planTier,
      String region,
      String timeZone,
      boolean privacy,
      @Nullable BigDecimal budget,
      Permits permits,
      AccountBody admin,
      List<NewModel> models) {}

  static Ordered read(Fields fields, Catalogue catalogue, ModelAddresses addresses) {
    String name = name(fields);
    String domain = fields.text("domain", DOMAIN, "a domain in lower case, such as acme.com.");
    TenantChange settings = settings(fields);
    String tier = fields.textOrNull("planTier", TIER, "free, standard or enterprise.");
    String region = fields.textOrNull("region", REGION, "a region, such as eu.");
    Permits permits = permits(fields, catalogue);
    List<NewModel> models = models(fields, catalogue, addresses);
    AccountBody admin = admin(fields);
    fields.end();
    return new Ordered(
        name,
        domain,
        tier == null ? "standard" : tier,
        region == null ? "local" : region,
        Objects.requireNonNullElse(settings.timeZone(), "UTC"),
        !Boolean.FALSE.equals(settings.privacy()),
        settings.budgetLimit(),
        permits,
        Objects.requireNonNull(admin),
        models);
  }

  private static List<NewModel> models(
      Fields fields, Catalogue catalogue, ModelAddresses addresses) {
    List<NewModel> models = new ArrayList<>();
    for (Fields model : fields.objects("models", MOST_MODELS)) {
      models.add(OwnModelBody.read(model, catalogue, addresses));
      model.unknown();
    }
    if (models.stream().map(NewModel::name).distinct().count() < models.size()) {
      fields.refuse("models", "Each of `models` has a name of its own.");
    }
    if (models.stream().filter(NewModel::isDefault).count() > 1) {
      fields.refuse("models", "One of `models` is the default, not several.");
    }
    return models;
  }

  private static @Nullable AccountBody admin(Fields fields) {
    Fields admin = fields.object("admin");
    if (admin == null) {
      fields.refuse("admin", "`admin` is the first account: an object with `name` and `roles`.");
      return null;
    }
    AccountBody body = AccountBody.read(admin);
    if (!body.roles().contains(Role.OWNER)) {
      admin.refuse("roles", "A tenant needs an owner: give its first account the role owner.");
    }
    admin.unknown();
    return body;
  }

  private static String name(Fields fields) {
    return fields.text("name", NAME, "1 to 200 characters, on one line.");
  }

  /** Takes what a tenant's own admins may change; {@code end} is the caller's. */
  static TenantChange change(Fields fields) {
    String name = fields.textOrNull("name", NAME, "1 to 200 characters, on one line.");
    TenantChange settings = settings(fields);
    return new TenantChange(
        name,
        null,
        settings.timeZone(),
        settings.privacy(),
        fields.flag("assertedDecisions"),
        settings.budgetLimit());
  }

  private static TenantChange settings(Fields fields) {
    String zone = fields.textOrNull("timeZone", ZONE, "a time zone, such as Europe/Paris.");
    if (zone != null && !zone(zone)) {
      fields.refuse("timeZone", "There is no time zone `" + zone + "`; see the IANA database.");
    }
    String budget =
        fields.textOrNull(
            "monthlyBudgetUsd", MONEY, "a decimal string in USD, such as \"250.00\".");
    return new TenantChange(
        null,
        null,
        zone,
        fields.flag("privacy"),
        null,
        budget == null ? null : new BigDecimal(budget));
  }

  private static boolean zone(String text) {
    try {
      ZoneId.of(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Agents and tools by name; both absent: all. */
  static Permits permits(Fields fields, Catalogue catalogue) {
    Set<String> agents =
        fields.words(
            "agents",
            word -> catalogue.agent(word).isPresent() ? word : null,
            "a list of agents of the catalogue, each once; see GET /v1/agents.");
    Set<String> tools =
        fields.words(
            "tools",
            word -> catalogue.tool(word).isPresent() ? word : null,
            "a list of tools of the catalogue, each once; see GET /v1/tools.");
    return agents == null && tools == null
        ? Permits.ALL
        : new Permits(false, agents == null ? Set.of() : agents, tools == null ? Set.of() : tools);
  }
}
