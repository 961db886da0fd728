/** Whose plan it is. */
@NullMarked
package dev.cadre.workflows.tenant;

import org.jspecify.annotations.NullMarked;
