package dev.cadre.stores.access;

/** Why an account cannot be made or changed so. */
public final class AccountRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** The code that the client is told. */
  public enum Reason {
    NAME_TAKEN("An account of this name stands already; names are never used twice."),
    EMAIL_TAKEN("Another account of this tenant has this e-mail address."),
    SUBJECT_TAKEN("An account stands already for this subject of the issuer."),
    VERSION_CONFLICT("Somebody else has changed it meanwhile; read it again."),
    LAST_OWNER("A tenant needs an active owner; make another one first.");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  AccountRefused(Reason reason) {
    super(reason.sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
