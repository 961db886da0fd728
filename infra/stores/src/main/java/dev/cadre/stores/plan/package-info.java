/** Plans at rest: their documents, submitting, reading, the book of a run, and the outbox. */
@NullMarked
package dev.cadre.stores.plan;

import org.jspecify.annotations.NullMarked;
