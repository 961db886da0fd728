/** Plans at rest: their documents, submitting, reading, closing, and what must reach Temporal. */
@NullMarked
package dev.cadre.stores.plan;

import org.jspecify.annotations.NullMarked;
