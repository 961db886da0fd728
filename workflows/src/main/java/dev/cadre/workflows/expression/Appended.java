package dev.cadre.workflows.expression;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * A list to which another was appended. A macro appends item by item, so the items are shared: a
 * list is a number of items of a buffer that only grows. An append to a list that is not the
 * longest of its buffer copies.
 */
final class Appended extends AbstractList<Object> {

  private final List<Object> buffer;
  private final int size;

  private Appended(List<Object> buffer) {
    this.buffer = buffer;
    this.size = buffer.size();
  }

  static Appended of(List<?> a, List<?> b) {
    List<Object> buffer =
        a instanceof Appended grown && grown.last() ? grown.buffer : new ArrayList<>(a);
    buffer.addAll(b);
    return new Appended(buffer);
  }

  /** Whether it is the longest of its buffer, so that appending to it costs no copy. */
  boolean last() {
    return size == buffer.size();
  }

  @Override
  public Object get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return buffer.get(index);
  }

  @Override
  public int size() {
    return size;
  }
}
