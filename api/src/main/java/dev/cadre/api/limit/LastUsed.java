package dev.cadre.api.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table that forgets, when it is full, what was left alone longest. */
final class LastUsed<K, V> {

  private final Map<K, V> entries;

  LastUsed(int kept) {
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > kept;
          }
        };
  }

  synchronized V get(K key, Supplier<V> fresh) {
    return entries.computeIfAbsent(key, _ -> fresh.get());
  }

  synchronized @Nullable V get(K key) {
    return entries.get(key);
  }

  synchronized void put(K key, V value) {
    entries.put(key, value);
  }

  synchronized void remove(K key) {
    entries.remove(key);
  }
}
