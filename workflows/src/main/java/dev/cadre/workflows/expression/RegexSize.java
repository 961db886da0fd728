package dev.cadre.workflows.expression;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * About how large a regular expression becomes when its counted repetitions are written out. RE2
 * writes them out before it looks at any limit, so {@code ((a{1000}){1000}){1000}} must be caught
 * before.
 */
final class RegexSize {

  private static final long ENOUGH = 1_000_000_000;

  private final Deque<Long> outer = new ArrayDeque<>();
  private long sum;
  private long atom;

  private RegexSize() {}

  static long of(String regex) {
    return new RegexSize().count(regex);
  }

  private long count(String regex) {
    for (int i = 0; i < regex.length(); i++) {
      switch (regex.charAt(i)) {
        case '\\' -> {
          i++;
          next(1);
        }
        case '(' -> {
          outer.push(sum + atom);
          sum = 0;
          atom = 0;
        }
        case ')' -> close();
        case '{' -> i = repeat(regex, i);
        default -> next(1);
      }
    }
    while (!outer.isEmpty()) {
      close();
    }
    return sum + atom;
  }

  private void next(long size) {
    sum = Math.min(ENOUGH, sum + atom);
    atom = size;
  }

  private void close() {
    atom = Math.min(ENOUGH, sum + atom);
    sum = outer.isEmpty() ? 0 : outer.pop();
  }

  /** Multiplies by the largest number between the braces; yields where they end. */
  private int repeat(String regex, int open) {
    int close = regex.indexOf('}', open);
    if (close < 0) {
      next(1);
      return open;
    }
    long number = 0;
    long largest = 1;
    for (int i = open + 1; i < close; i++) {
      char c = regex.charAt(i);
      number = c >= '0' && c <= '9' ? Math.min(ENOUGH, number * 10 + (c - '0')) : 0;
      largest = Math.max(largest, number);
    }
    atom = Math.min(ENOUGH, atom * largest);
    return close;
  }
}
