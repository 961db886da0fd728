/** Bare Temporal: workflows of the same shapes, written by hand, with their worker. */
@NullMarked
package dev.cadre.bench.bare;

import org.jspecify.annotations.NullMarked;
