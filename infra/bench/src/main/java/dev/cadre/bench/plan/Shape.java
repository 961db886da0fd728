package dev.cadre.bench.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A graph of calls. Both sides derive it from these three values, so that it need not travel.
 *
 * @param size of a sequence or DAG its calls; of a fan-out its width; of a gate nothing
 * @param seed of a DAG
 */
public record Shape(Kind kind, int size, long seed) {

  private static final int MOST_NEEDS = 3;

  /** The forms. */
  public enum Kind {
    /** One call after the other, each with the one before it as material. */
    SEQUENCE,
    /** Calls beside one another, and one that takes them all. */
    FAN_OUT,
    /** Calls that each take up to three earlier ones, chosen by chance. */
    DAG,
    /** A call, a person's decision, a call. */
    GATE
  }

  /**
   * One call.
   *
   * @param needs the calls whose answers it takes, all of them earlier in the list
   */
  public record Node(String id, List<String> needs) {

    public Node {
      needs = List.copyOf(needs);
    }
  }

  public static Shape sequence(int calls) {
    return new Shape(Kind.SEQUENCE, calls, 0);
  }

  public static Shape fanOut(int width) {
    return new Shape(Kind.FAN_OUT, width, 0);
  }

  public static Shape dag(int calls, long seed) {
    return new Shape(Kind.DAG, calls, seed);
  }

  public static Shape gate() {
    return new Shape(Kind.GATE, 2, 0);
  }

  /** The calls, each behind those that it needs. */
  public List<Node> nodes() {
    return switch (kind) {
      case SEQUENCE -> chain(size);
      case FAN_OUT -> fan();
      case DAG -> graph();
      case GATE -> chain(2);
    };
  }

  private static List<Node> chain(int calls) {
    return IntStream.range(0, calls)
        .mapToObj(i -> new Node(id(i), i == 0 ? List.of() : List.of(id(i - 1))))
        .toList();
  }

  private List<Node> fan() {
    List<Node> nodes = new ArrayList<>();
    List<String> all = IntStream.range(0, size).mapToObj(Shape::id).toList();
    all.forEach(id -> nodes.add(new Node(id, List.of())));
    nodes.add(new Node(id(size), all));
    return List.copyOf(nodes);
  }

  private List<Node> graph() {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      TreeSet<Integer> needs = new TreeSet<>();
      for (int edge = random.nextInt(MOST_NEEDS + 1); edge > 0 && i > 0; edge--) {
        needs.add(random.nextInt(i));
      }
      nodes.add(new Node(id(i), needs.stream().map(Shape::id).toList()));
    }
    return List.copyOf(nodes);
  }

  private static String id(int position) {
    return "s" + (position + 1);
  }
}
