package dev.cadre.workflows.expression;

import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plain trees as CEL wants them: its own null, every integer a Long, every other number a Double. A
 * Java null would be taken for an unknown value. Maps and lists are views, so that naming one field
 * of a large input costs no copy.
 */
final class CelValues {

  private CelValues() {}

  static Object of(@Nullable Object tree) {
    return switch (tree) {
      case null -> NullValue.NULL_VALUE;
      case Integer n -> n.longValue();
      case Short n -> n.longValue();
      case Byte n -> n.longValue();
      case Long n -> n;
      case Double n -> n;
      case Number n -> number(new BigDecimal(n.toString()));
      case MapView view -> view;
      case ListView view -> view;
      case Map<?, ?> map -> new MapView(map);
      case List<?> list -> new ListView(list);
      default -> tree;
    };
  }

  private static Object number(BigDecimal n) {
    boolean whole = n.scale() <= 0 && n.precision() - n.scale() <= 18;
    return whole ? (Object) n.longValueExact() : (Object) n.doubleValue();
  }

  private static final class ListView extends AbstractList<Object> {

    private final List<?> list;

    ListView(List<?> list) {
      this.list = list;
    }

    @Override
    public Object get(int index) {
      return of(list.get(index));
    }

    @Override
    public int size() {
      return list.size();
    }
  }

  private static final class MapView extends AbstractMap<String, Object> {

    private final Map<?, ?> map;

    MapView(Map<?, ?> map) {
      this.map = map;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      return containsKey(key) ? of(map.get(key)) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof String && map.containsKey(key);
    }

    @Override
    public int size() {
      return map.size();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      return new EntriesView(map);
    }
  }

  private static final class EntriesView extends AbstractSet<Map.Entry<String, Object>> {

    private final Map<?, ?> map;

    EntriesView(Map<?, ?> map) {
      this.map = map;
    }

    @Override
    public int size() {
      return map.size();
    }

    @Override
    public Iterator<Map.Entry<String, Object>> iterator() {
      Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public Map.Entry<String, Object> next() {
          Map.Entry<?, ?> entry = entries.next();
          return Map.entry(String.valueOf(entry.getKey()), of(entry.getValue()));
        }
      };
    }
  }
}
