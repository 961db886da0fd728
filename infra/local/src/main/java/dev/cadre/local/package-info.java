/** Starts the whole stack on one machine, keeps it running and shows it. */
@NullMarked
package dev.cadre.local;

import org.jspecify.annotations.NullMarked;
