package dev.cadre.stores.audit;

import dev.cadre.workflows.tenant.TenantId;

/**
 * Who acted.
 *
 * @param id a handle, at most 128 characters, never a name or an address
 */
public record AuditActor(String id, Kind kind) {

  private static final int LONGEST = 128;

  /** What kind of actor. */
  public enum Kind {
    /** A person who has proven who they are. */
    PERSON,
    /** A program of the tenant's, which has too. */
    SERVICE,
    /** Cadre itself. */
    SYSTEM,
    /** Whoever a message says that it is from. */
    ASSERTED
  }

  /** Cadre itself. */
  public static final AuditActor SYSTEM = new AuditActor("cadre", Kind.SYSTEM);

  public AuditActor {
    AuditText.checked("actor", id, LONGEST);
  }

  /** A person by the name that they sign in with; a hash where that is no handle. */
  public static AuditActor person(TenantId tenant, String name) {
    return new AuditActor(AuditHandles.of(tenant, name), Kind.PERSON);
  }

  /** A program by its name; a hash where that is no handle. */
  public static AuditActor service(TenantId tenant, String name) {
    return new AuditActor(AuditHandles.of(tenant, name), Kind.SERVICE);
  }

  /** Whoever a sender claimed to be: anything may stand there, so always a hash. */
  public static AuditActor asserted(TenantId tenant, String name) {
    return new AuditActor(AuditHandles.hash(tenant, name), Kind.ASSERTED);
  }
}
