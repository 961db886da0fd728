package dev.cadre.workflows.tenant;

/** Where a tenant stands. */
public enum TenantStatus {
  ACTIVE,
  /** Starts nothing: no plan, and no further step of a plan. Reads go on. */
  SUSPENDED,
  /** Takes no new plans; what runs goes on to its end. */
  CLOSING
}
