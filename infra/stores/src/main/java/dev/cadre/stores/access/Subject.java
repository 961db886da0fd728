package dev.cadre.stores.access;

/**
 * Somebody as an identity provider names them. A provider never gives a name to another person.
 *
 * @param issuer who vouches
 * @param name unique at the issuer only; at most 255 characters, none of them a control
 */
public record Subject(String issuer, String name) {

  private static final int LONGEST = 255;

  public Subject {
    if (issuer.isEmpty() || !fits(name)) {
      throw new IllegalArgumentException("a subject is 1 to 255 characters");
    }
  }

  /** Whether a text can be a subject's name. */
  public static boolean fits(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST
        && name.chars()
            .noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
  }

  @Override
  public String toString() {
    return "Subject[" + issuer + "]";
  }
}
