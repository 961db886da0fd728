/** Runs a plan with outputs that were made up: no provider, no cost, nothing stored. */
@NullMarked
package dev.cadre.workflows.rehearsal;

import org.jspecify.annotations.NullMarked;
