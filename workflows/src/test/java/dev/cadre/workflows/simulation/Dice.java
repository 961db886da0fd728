package dev.cadre.workflows.simulation;

import java.util.List;
import java.util.Random;

/**
 * Chance that depends on a seed and on what it is asked for, not on when: whoever asks for the same
 * thing again gets the same answer, in whatever order.
 */
record Dice(long seed) {

  /** The dice for one thing. */
  Dice at(Object... names) {
    long mixed = seed;
    for (Object name : names) {
      mixed = mix(mixed * 31 + hash(name.toString()));
    }
    return new Dice(mixed);
  }

  private static long hash(String text) {
    long hash = 1125899906842597L;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** From 0. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(mix(seed + 0x9e3779b97f4a7c15L), bound);
  }

  boolean percent(int chance) {
    return below(100) < chance;
  }

  <T> T pick(List<T> list) {
    return list.get(below(list.size()));
  }

  /** For what is asked in a fixed order. */
  Random random() {
    return new Random(mix(seed));
  }
}
