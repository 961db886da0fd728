/** One step and its attempts: kinds, states, outputs, commands to activities. */
@NullMarked
package dev.cadre.workflows.step;

import org.jspecify.annotations.NullMarked;
