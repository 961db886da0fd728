package dev.cadre.stores.runtime;

/** Why something cannot be made or changed so: of two who want the same, the second is told. */
public final class ChangeRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** The code that the client is told. */
  public enum Reason {
    NAME_TAKEN("There is one of this name already."),
    EMAIL_TAKEN("Another account of this tenant has this e-mail address."),
    DOMAIN_TAKEN("Another tenant has this domain."),
    SUBJECT_TAKEN("An account stands already for this subject of the issuer."),
    VERSION_CONFLICT("Somebody else has changed it meanwhile; read it again."),
    LAST_OWNER("A tenant needs an active owner; make another one first."),
    DEFAULT_NEEDED("Make another configuration the default first; this one is it."),
    AT_WORK("It is at work; deactivate it first."),
    IN_USE("Plans that have not ended name it; let them end, or cancel them.");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  public ChangeRefused(Reason reason) {
    super(reason.sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
