package dev.cadre.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the API. */
@SpringBootApplication
public class CadreApi {

  public static void main(String[] arguments) {
    SpringApplication.run(CadreApi.class, arguments);
  }
}
