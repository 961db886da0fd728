/** Submitting, reading, steering and dispatching plans. */
@NullMarked
package dev.cadre.api.plan;

import org.jspecify.annotations.NullMarked;
