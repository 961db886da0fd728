/** Plans at rest: submitting, reading, closing, and what still has to reach Temporal. */
@NullMarked
package dev.cadre.stores.plan;

import org.jspecify.annotations.NullMarked;
