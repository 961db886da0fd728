/** Names that Temporal sees: ids, queues, types, search attributes. */
@NullMarked
package dev.cadre.workflows.runtime;

import org.jspecify.annotations.NullMarked;
