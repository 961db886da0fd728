package dev.cadre.stores.runtime;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values that were used last, within a bound of bytes.
 *
 * @param <K> what names a value; must be equal when it names the same
 * @param <V> a value that nobody changes
 */
public final class Recent<K, V> {

  /** The part of the heap that one of these may take. */
  private static final int PART_OF_HEAP = 16;

  /** The part of the whole that one value may take. */
  private static final int PART_OF_ALL = 2;

  private final long limit;
  private final Map<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  private record Kept<V>(V value, long bytes) {}

  /**
   * With a bound of its own.
   *
   * @param limit in bytes
   */
  public Recent(long limit) {
    this.limit = limit;
  }

  /** With as much as suits this process. */
  public static <K, V> Recent<K, V> ofThisHeap() {
    return new Recent<>(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  public synchronized Optional<V> get(K key) {
    return Optional.ofNullable(kept.get(key)).map(Kept::value);
  }

  /**
   * Keeps a value, if it is not too large for that.
   *
   * @param size what it takes, about, in bytes
   */
  public synchronized void put(K key, V value, long size) {
    if (size > limit / PART_OF_ALL) {
      return;
    }
    Kept<V> before = kept.put(key, new Kept<>(value, size));
    bytes += size - (before == null ? 0 : before.bytes());
    Iterator<Kept<V>> eldest = kept.values().iterator();
    while (bytes > limit) {
      bytes -= eldest.next().bytes();
      eldest.remove();
    }
  }

  /** What they take, about. */
  public synchronized long bytes() {
    return bytes;
  }
}
