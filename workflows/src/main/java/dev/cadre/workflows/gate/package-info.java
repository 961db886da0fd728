/** A person decides: what is shown, who may answer, and what an answer means. */
@NullMarked
package dev.cadre.workflows.gate;

import org.jspecify.annotations.NullMarked;
