package dev.cadre.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * F-04 and F-11: the API dies in the middle of requests of many clients, who all repeat theirs,
 * some of them at once under one key. Whatever they could not know the key resolves.
 */
@Timeout(180)
@ExtendWith(OnStack.class)
class ClientsIT {

  private static final int KEYS = Soak.on() ? 100 : 20;
  private static final int CLIENTS_A_KEY = 2;
  private static final int KILLS = Soak.on() ? 6 : 2;

  private final Stack stack;
  private final Random random = Soak.random();

  ClientsIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void everyKeyHasOnePlanThoughTheApiDiesMeanwhile() throws Exception {
    try (PlanLoad load = PlanLoad.on(stack, random);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (Callable<?> client : load.clients(KEYS, CLIENTS_A_KEY)) {
        clients.add(threads.submit(client));
      }
      for (int i = 0; i < KILLS; i++) {
        if (i > 0) { // The first strikes while requests are under way.
          Await.pause(Duration.ofMillis(random.nextInt(800)));
        }
        stack.awaitAnother("api", stack.kill("api"));
        Await.until("the API is ready", Duration.ofSeconds(60), () -> Stack.ready(stack.api()));
      }
      for (Future<?> client : clients) {
        answered(client);
      }
      load.mustHaveCompleted(List.of());
    }
  }

  private static void answered(Future<?> client) throws InterruptedException {
    try {
      client.get();
    } catch (ExecutionException e) {
      throw new AssertionError("a client was not answered", e.getCause());
    }
  }
}
