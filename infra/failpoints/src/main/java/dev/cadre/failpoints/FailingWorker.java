package dev.cadre.failpoints;

import dev.cadre.stores.step.Attempts;
import dev.cadre.workers.CadreWorker;
import io.temporal.common.interceptors.WorkerInterceptor;
import java.nio.file.Path;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Starts the very worker that ships, with fail points around it: {@code failpoints.folder}. */
@Configuration(proxyBeanMethods = false)
public class FailingWorker {

  public static void main(String[] arguments) {
    SpringApplication.run(new Class<?>[] {CadreWorker.class, FailingWorker.class}, arguments);
  }

  @Bean
  static FailPoints failPoints(Environment environment) {
    return new FailPoints(Path.of(environment.getRequiredProperty("failpoints.folder")));
  }

  @Bean
  WorkerInterceptor failingActivities(FailPoints points) {
    return new FailingActivities(points);
  }

  @Bean
  static BeanPostProcessor failingAttempts(FailPoints points) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof Attempts real ? new FailingAttempts(real, points) : bean;
      }
    };
  }
}
