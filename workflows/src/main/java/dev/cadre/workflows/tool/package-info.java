/** Tools that a plan may call. */
@NullMarked
package dev.cadre.workflows.tool;

import org.jspecify.annotations.NullMarked;
