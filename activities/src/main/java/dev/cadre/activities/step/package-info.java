/** Attempts: one call of one model or tool, paid once and committed once. */
@NullMarked
package dev.cadre.activities.step;

import org.jspecify.annotations.NullMarked;
