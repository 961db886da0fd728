package dev.cadre.api.access;

import dev.cadre.workflows.access.Permission;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a route asks of its caller. Each route has one, or is named in {@link SecuritySetup} as open
 * to everybody; without, the API does not start.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {

  /** What the caller must hold. */
  Permission value();

  /** The action that the audit log keeps of each use; empty where the route's own work keeps it. */
  String told() default "";

  /** How much of a caller's limits a use takes, where a read of some rows takes 1. */
  int cost() default 1;
}
