package dev.cadre.stores.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where a text stands among meanings: {@value #DIMENSIONS} numbers, a vector of length 1. */
public final class Embedding {

  public static final int DIMENSIONS = 384;

  private static final double TOLERANCE = 1e-3;

  private final float[] numbers;

  private Embedding(float[] numbers) {
    this.numbers = numbers;
  }

  /**
   * Of numbers.
   *
   * @throws IllegalArgumentException when they are not as many, or their length is not 1
   */
  public static Embedding of(float[] numbers) {
    Embedding embedding = new Embedding(numbers.clone());
    if (numbers.length != DIMENSIONS || !(Math.abs(embedding.dot(embedding) - 1) < TOLERANCE)) {
      throw new IllegalArgumentException("no vector of length 1 of " + DIMENSIONS + " numbers");
    }
    return embedding;
  }

  /** Of what {@link #bytes} gave; exceptions as of {@link #of}. */
  static Embedding read(byte[] bytes) {
    float[] numbers = new float[bytes.length / Float.BYTES];
    buffer(bytes).asFloatBuffer().get(numbers);
    return of(numbers);
  }

  byte[] bytes() {
    byte[] bytes = new byte[numbers.length * Float.BYTES];
    buffer(bytes).asFloatBuffer().put(numbers);
    return bytes;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of the numbers. */
  public float[] numbers() {
    return numbers.clone();
  }

  /** The cosine of the angle between the two, from -1 to 1: how near they are. */
  public double dot(Embedding other) {
    double sum = 0;
    for (int i = 0; i < numbers.length; i++) {
      sum += (double) numbers[i] * other.numbers[i];
    }
    return sum;
  }
}
