package dev.cadre.workflows.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a route asks of its caller. On the wire {@code plan:read} and so on. */
public enum Permission {
  /** Sees plans, steps, results and events. */
  PLAN_READ,
  /** Submits plans, has them checked and tried, and does them again. */
  PLAN_SUBMIT,
  /** Pauses, resumes, cancels, retries and signals plans. */
  PLAN_STEER,
  /** Sees gates and what they show. */
  GATE_READ,
  /** Sends decisions; the gate's audience says which count. */
  GATE_DECIDE,
  /** Sees agents, models and tools. */
  CATALOGUE_READ,
  /** Reads documents, and collections of them. */
  DOCUMENT_READ,
  /** Adds and deletes documents, and makes collections. */
  DOCUMENT_MANAGE,
  /** Has links, sessions and API keys of one's own, and changes one's own password. */
  SELF,
  /** Sees accounts and their keys, without any secret. */
  ACCOUNT_READ,
  /** Makes and changes accounts, and their keys. */
  ACCOUNT_MANAGE,
  /** Sees the tenant's settings, model configurations and permits. */
  TENANT_READ,
  /** Changes them. */
  TENANT_MANAGE,
  /** Reads the audit log. */
  AUDIT_READ,
  /** Makes tenants, sees and changes their state. Of the operating tenant only. */
  TENANTS_OPERATE(true),
  /** Changes agents and tools, which every tenant shares. Of the operating tenant only. */
  CATALOGUE_MANAGE(true),
  /** Reads the figures of the whole installation. Of the operating tenant only. */
  METRICS_READ(true);

  private final boolean operating;

  Permission() {
    this(false);
  }

  Permission(boolean operating) {
    this.operating = operating;
  }

  /** Whether only accounts of the operating tenant can hold it. */
  public boolean operating() {
    return operating;
  }

  /** Its name on the wire: the first underscore is a colon. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replaceFirst("_", ":");
  }

  /** The permission of that name. */
  public static Optional<Permission> of(String wire) {
    return Stream.of(values()).filter(permission -> permission.wire().equals(wire)).findFirst();
  }
}
