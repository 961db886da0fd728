package dev.cadre.workers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts a worker. */
@SpringBootApplication
public class CadreWorker {

  public static void main(String[] arguments) {
    SpringApplication.run(CadreWorker.class, arguments);
  }
}
