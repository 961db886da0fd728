package dev.cadre.stores.tenant;

/** Why a tenant cannot be made or changed so. */
public final class TenantRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** The code that the client is told. */
  public enum Reason {
    DOMAIN_TAKEN("Another tenant has this domain."),
    VERSION_CONFLICT("Somebody else has changed it meanwhile; read it again."),
    NAME_TAKEN("The tenant has a model configuration of this name already."),
    DEFAULT_NEEDED("Make another configuration the default first; this one is it.");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  TenantRefused(Reason reason) {
    super(reason.sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
