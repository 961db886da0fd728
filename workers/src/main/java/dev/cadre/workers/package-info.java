/** The program that polls Temporal's task queues. */
@NullMarked
package dev.cadre.workers;

import org.jspecify.annotations.NullMarked;
