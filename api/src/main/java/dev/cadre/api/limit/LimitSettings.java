package dev.cadre.api.limit;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much may be asked ({@code cadre.limits.*}), of each process for itself; 0 switches a limit
 * off. A request costs what its route says, one unit by default; what was saved up in ten seconds
 * may be spent at once.
 *
 * @param perTenant units a second of all accounts of a tenant, 2,000 by default
 * @param perAccount units a second of an account with all its keys and sessions, 1,000 by default
 * @param perAddress requests a second without a credential that is known to be good, 100 by default
 * @param inFlightPerTenant requests of a tenant that are not answered yet, 200 by default
 * @param busy the load of the machine's processors, 0 to 1, over which the tenant that asks most
 *     gives way to others, 0.5 by default
 */
public record LimitSettings(
    @DefaultValue("2000") int perTenant,
    @DefaultValue("1000") int perAccount,
    @DefaultValue("100") int perAddress,
    @DefaultValue("200") int inFlightPerTenant,
    @DefaultValue("0.5") double busy) {

  private static final int MOST = 1_000_000;

  public LimitSettings {
    check("per-tenant", perTenant);
    check("per-account", perAccount);
    check("per-address", perAddress);
    check("in-flight-per-tenant", inFlightPerTenant);
    if (!(busy >= 0 && busy <= 1)) {
      throw new IllegalArgumentException("cadre.limits.busy is 0 to 1");
    }
  }

  private static void check(String name, int value) {
    if (value < 0 || value > MOST) {
      throw new IllegalArgumentException("cadre.limits." + name + " is 0 to " + MOST);
    }
  }
}
