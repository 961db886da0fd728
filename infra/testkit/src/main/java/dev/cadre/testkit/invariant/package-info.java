/** What must hold after every fault, checked over all that a run has left behind. */
@NullMarked
package dev.cadre.testkit.invariant;

import org.jspecify.annotations.NullMarked;
