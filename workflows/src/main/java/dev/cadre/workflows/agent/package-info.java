/** Agents and the catalogue in which a plan finds them. */
@NullMarked
package dev.cadre.workflows.agent;

import org.jspecify.annotations.NullMarked;
