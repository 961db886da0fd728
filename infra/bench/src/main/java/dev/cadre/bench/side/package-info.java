/** The compared, behind one interface. */
@NullMarked
package dev.cadre.bench.side;

import org.jspecify.annotations.NullMarked;
