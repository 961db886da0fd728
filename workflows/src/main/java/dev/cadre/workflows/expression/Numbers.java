package dev.cadre.workflows.expression;

import com.google.common.primitives.UnsignedLong;
import java.math.BigDecimal;

/** Numbers of different types compared by their value on one number line, as CEL defines it. */
final class Numbers {

  private Numbers() {}

  static boolean equal(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      return x.longValue() == y.longValue();
    }
    if (a instanceof Double x && b instanceof Double y) {
      return x.doubleValue() == y.doubleValue();
    }
    return finite(a) && finite(b) && exact(a).compareTo(exact(b)) == 0;
  }

  private static boolean finite(Number n) {
    return !(n instanceof Double d) || Double.isFinite(d);
  }

  private static BigDecimal exact(Number n) {
    return switch (n) {
      case Double d -> new BigDecimal(d);
      case UnsignedLong u -> new BigDecimal(u.bigIntegerValue());
      default -> BigDecimal.valueOf(n.longValue());
    };
  }
}
