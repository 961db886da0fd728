package dev.cadre.workflows.credential;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a field of a credential may hold. */
public enum FieldForm {
  HEADER(text("[A-Za-z0-9-]{1,100}"), "the name of a header, such as X-Api-Key."),
  TOKEN(text("[\\x21-\\x7e]{1,4096}"), "1 to 4,096 visible ASCII characters, without a blank."),
  PASSWORD(text("[^\\p{Cntrl}]{1,4096}"), "1 to 4,096 characters, on one line."),
  USER(text("[^\\p{Cntrl}:]{1,300}"), "1 to 300 characters without a colon."),
  BOT_TOKEN(text("[0-9]{1,20}:[A-Za-z0-9_-]{1,100}"), "what @BotFather gave, such as 123:ABC."),
  URL(
      text(FieldForm.ORIGIN + "(/[A-Za-z0-9._~!$&'()*+,;=:@/-]{0,1000})?"),
      "an https or http address without user, query and fragment."),
  HOST(text(FieldForm.NAME), "a host, such as mail.acme.com."),
  PORT(FieldForm::port, "a port: 1 to 65535."),
  ADDRESS(text("[^\\s<>,;:\"()@\\p{Cntrl}]{1,64}@[A-Za-z0-9.-]{1,253}"), "one e-mail address."),
  SECURITY(text("starttls|tls|none"), "starttls, tls, or none where the operator allows it."),
  SCOPES(list(text("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,200}"), 50), "a list of scopes."),
  USERS(list(FieldForm::user, 1_000), "a list of Telegram's numeric user ids."),
  ORIGINS(
      list(text(FieldForm.ORIGIN + "/?"), 50), "a list of origins, such as https://erp.acme.com.");

  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String NAME = LABEL + "(\\." + LABEL + "){0,20}";
  private static final String ORIGIN =
      "https?://(" + NAME + "|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?";

  @SuppressWarnings("ImmutableEnumChecker") // Patterns and functions without state.
  private final Predicate<Object> fits;

  private final String remedy;

  FieldForm(Predicate<Object> fits, String remedy) {
    this.fits = fits;
    this.remedy = remedy;
  }

  /** Whether a tree is of this form. */
  public boolean fits(@Nullable Object value) {
    return value != null && fits.test(value);
  }

  /** What it is to be. */
  public String remedy() {
    return remedy;
  }

  /** Whether it holds several. */
  public boolean several() {
    return this == SCOPES || this == USERS || this == ORIGINS;
  }

  private static Predicate<Object> text(String form) {
    Pattern pattern = Pattern.compile(form);
    return value -> value instanceof String text && pattern.matcher(text).matches();
  }

  private static Predicate<Object> list(Predicate<Object> each, int most) {
    return value ->
        value instanceof List<?> list
            && !list.isEmpty()
            && list.size() <= most
            && list.stream().allMatch(item -> item != null && each.test(item));
  }

  private static boolean port(Object value) {
    return value instanceof Number number
        && number.doubleValue() == number.intValue()
        && number.intValue() >= 1
        && number.intValue() <= 65_535;
  }

  private static boolean user(Object value) {
    return String.valueOf(value).matches("[1-9][0-9]{0,18}");
  }
}
