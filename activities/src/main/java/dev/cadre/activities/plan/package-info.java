/** The plan's bookkeeping, and the values that its expressions see. */
@NullMarked
package dev.cadre.activities.plan;

import org.jspecify.annotations.NullMarked;
