/** Measures Cadre beside bare Temporal. */
@NullMarked
package dev.cadre.bench;

import org.jspecify.annotations.NullMarked;
