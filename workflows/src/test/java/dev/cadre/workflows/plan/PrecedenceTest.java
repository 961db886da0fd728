package dev.cadre.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PrecedenceTest {

  private static final int GRAPHS = Boolean.getBoolean("cadre.soak") ? 200_000 : 2_000;

  @Test
  void agreesWithTransitiveClosureOnRandomGraphs() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      Random random = new Random(seed);
      int size = 1 + random.nextInt(14);
      int[][] before = random(random, size, random.nextInt(3 * size));
      boolean[][] closure = closure(before);
      Precedence graph = new Precedence(before);

      for (int a = 0; a < size; a++) {
        for (int b = 0; b < size; b++) {
          assertThat(graph.reaches(a, b))
              .as("seed %d: %d to %d", seed, a, b)
              .isEqualTo(closure[a][b]);
        }
      }
      assertThat(graph.cycles()).as("seed %d", seed).isEqualTo(cycles(closure));
    }
  }

  @Test
  @Timeout(5)
  void standsDeepAndDenseGraphs() {
    int size = 2_000;
    int[][] chain = new int[size][];
    int[][] dense = new int[size][];
    for (int i = 0; i < size; i++) {
      chain[i] = new int[] {(i + 1) % size};
      dense[i] = java.util.stream.IntStream.range(0, i).toArray();
    }

    assertThat(new Precedence(chain).cycles())
        .hasSize(1)
        .first()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(size);
    assertThat(new Precedence(dense).cycles()).isEmpty();
    assertThat(new Precedence(dense).reaches(size - 1, 0)).isTrue();
  }

  @Test
  @Timeout(5)
  void doesNotRecurse() {
    int size = 500_000;
    int[][] before = new int[size][];
    Arrays.setAll(before, i -> i == 0 ? new int[0] : new int[] {i - 1});
    before[0] = new int[] {size - 1};

    assertThat(new Precedence(before).cycles()).hasSize(1);
  }

  private static int[][] random(Random random, int size, int edges) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      lists.add(new ArrayList<>());
    }
    for (int i = 0; i < edges; i++) {
      lists.get(random.nextInt(size)).add(random.nextInt(size));
    }
    return lists.stream()
        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  private static boolean[][] closure(int[][] before) {
    int size = before.length;
    boolean[][] reach = new boolean[size][size];
    for (int i = 0; i < size; i++) {
      for (int other : before[i]) {
        reach[i][other] = true;
      }
    }
    for (int via = 0; via < size; via++) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          reach[i][j] |= reach[i][via] && reach[via][j];
        }
      }
    }
    return reach;
  }

  private static List<List<Integer>> cycles(boolean[][] closure) {
    List<List<Integer>> cycles = new ArrayList<>();
    boolean[] done = new boolean[closure.length];
    for (int i = 0; i < closure.length; i++) {
      if (closure[i][i] && !done[i]) {
        List<Integer> members = new ArrayList<>();
        for (int j = i; j < closure.length; j++) {
          if (i == j || (closure[i][j] && closure[j][i])) {
            members.add(j);
            done[j] = true;
          }
        }
        cycles.add(members);
      }
    }
    return cycles;
  }
}
