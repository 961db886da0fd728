package dev.cadre.activities.tool.message;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.tool.ToolSpec;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is to be sent, checked against what the tool's configuration allows. */
record MailLetter(List<String> to, String subject, String text) {

  private static final int MOST = 20;
  private static final int LONGEST_TEXT = 100_000;
  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s<>,;:\"()@\\p{Cntrl}]{1,64}@[A-Za-z0-9.-]{1,253}");
  private static final Pattern SUBJECT = Pattern.compile("[^\\p{Cntrl}]{1,300}");

  MailLetter {
    to = List.copyOf(to);
  }

  static MailLetter of(ToolSpec tool, Map<String, ?> arguments) {
    List<String> to = to(arguments.get("to"));
    to.forEach(address -> permitted(tool, address));
    if (!(arguments.get("subject") instanceof String subject)
        || !SUBJECT.matcher(subject).matches()) {
      throw ToolFailed.refused("The argument subject must be one line of 1 to 300 characters.");
    }
    if (!(arguments.get("text") instanceof String text)
        || text.isBlank()
        || text.length() > LONGEST_TEXT) {
      throw ToolFailed.refused("The argument text must be a text of 1 to 100,000 characters.");
    }
    return new MailLetter(to, subject, text);
  }

  private static List<String> to(@Nullable Object value) {
    List<?> given =
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    if (given.isEmpty()
        || given.size() > MOST
        || given.stream().anyMatch(one -> !ADDRESS.matcher(String.valueOf(one)).matches())) {
      throw ToolFailed.refused(
          "The argument to must be one e-mail address, or a list of 20 at most.");
    }
    return given.stream().map(String::valueOf).distinct().toList();
  }

  /** {@code ann@acme.com}, or {@code @acme.com} for all there. */
  private static void permitted(ToolSpec tool, String address) {
    String small = address.toLowerCase(Locale.ROOT);
    if (tool.config().get("recipients") instanceof List<?> list
        && list.stream()
            .map(one -> String.valueOf(one).toLowerCase(Locale.ROOT))
            .noneMatch(one -> one.startsWith("@") ? small.endsWith(one) : small.equals(one))) {
      throw ToolFailed.refused(
          "The tool "
              + tool.name()
              + " does not write to that address; its configuration lists"
              + " the recipients that it may.");
    }
  }

  InternetAddress[] addresses() {
    return to.stream().map(MailLetter::address).toArray(InternetAddress[]::new);
  }

  private static InternetAddress address(String text) {
    try {
      return new InternetAddress(text, true);
    } catch (AddressException e) {
      throw ToolFailed.refused("The argument to holds what is no e-mail address.");
    }
  }
}
