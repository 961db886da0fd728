package dev.cadre.stores.step;

/** Nothing was called and nothing written, because the tenant is suspended. Worth a retry. */
public final class TenantSuspended extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TenantSuspended() {
    super("the tenant is suspended");
  }
}
