/** The events of a plan as a stream or as pages. */
@NullMarked
package dev.cadre.api.event;

import org.jspecify.annotations.NullMarked;
