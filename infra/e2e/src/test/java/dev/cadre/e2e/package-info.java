/** Tests of the whole system: the programs that users run, on a real PostgreSQL and Temporal. */
@NullMarked
package dev.cadre.e2e;

import org.jspecify.annotations.NullMarked;
