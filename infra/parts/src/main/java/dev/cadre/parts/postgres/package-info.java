/** PostgreSQL as a process of ours, durable, on loopback. */
@NullMarked
package dev.cadre.parts.postgres;

import org.jspecify.annotations.NullMarked;
