/** Temporal's own server as a process of ours. */
@NullMarked
package dev.cadre.parts.temporal;

import org.jspecify.annotations.NullMarked;
