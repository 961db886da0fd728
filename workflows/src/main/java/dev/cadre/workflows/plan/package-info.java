/** The plan: its format, its checks, its state, and the workflow that drives it. */
@NullMarked
package dev.cadre.workflows.plan;

import org.jspecify.annotations.NullMarked;
