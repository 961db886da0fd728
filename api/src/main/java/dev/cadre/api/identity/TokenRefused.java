package dev.cadre.api.identity;

/** A token that proves nothing. Neither the token nor a part of it is in the message. */
public final class TokenRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /**
   * What is wrong with a token. Its times and audience are told only once its signature is good.
   */
  public enum Fault {
    MALFORMED("This token cannot be read, or lacks what it must say."),
    ALGORITHM_REFUSED("Tokens are signed by RS, PS (256, 384, 512), ES256, ES384 or EdDSA."),
    ISSUER_UNKNOWN("This token's issuer is not trusted here."),
    SIGNATURE_INVALID("This token is not signed by a key that its issuer publishes."),
    EXPIRED("This token has expired; get a new one from its issuer."),
    NOT_YET_VALID("This token is not valid yet; look at the clocks."),
    WRONG_AUDIENCE("This token is for somebody else, not for this API."),
    NOT_ACCESS_TOKEN("This is no access token; send that one, not the ID token.");

    private final String sentence;

    Fault(String sentence) {
      this.sentence = sentence;
    }
  }

  TokenRefused(Fault fault) {
    // Without a trace: whoever sends nonsense costs little.
    super(fault.sentence, null, false, false);
    this.fault = fault;
  }

  public String code() {
    return "TOKEN_" + fault.name();
  }
}
