<<<<<<< HEAD
/** Plans at rest: submitting, reading, closing, and what still has to reach Temporal. */
=======
/** Plans at the door: documents into plain trees. */
>>>>>>> reader
@NullMarked
package dev.cadre.stores.plan;

import org.jspecify.annotations.NullMarked;
