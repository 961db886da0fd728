package dev.cadre.stores.plan;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import dev.cadre.workflows.expression.WorkTime;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A pattern of a schema. Schema and value may both come from a client, and some patterns take
 * longer than the world stands; so its work is bounded.
 */
final class BoundedPattern implements RegularExpression {

  private static final int MOST_READS = 20_000_000;
  private static final int READS_PER_CHECK = 1 << 16;

  /** The pattern takes too much work. */
  static final class TooMuchWorkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooMuchWorkException() {
      super("a pattern takes too much work");
    }
  }

  private final Pattern pattern;

  BoundedPattern(String regex) {
    pattern =
        Pattern.compile(
            RegularExpressions.replaceLongformCharacterProperties(
                RegularExpressions.replaceDollarAnchors(regex)));
  }

  @Override
  public boolean matches(String value) {
    return pattern.matcher(new Counted(value, new AtomicInteger())).find();
  }

  /** A text that counts how often it is read. */
  private record Counted(CharSequence text, AtomicInteger reads) implements CharSequence {

    @Override
    public char charAt(int index) {
      int read = reads.incrementAndGet();
      if (read % READS_PER_CHECK == 0) {
        WorkTime.check();
      }
      if (read > MOST_READS) {
        throw new TooMuchWorkException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), reads);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
