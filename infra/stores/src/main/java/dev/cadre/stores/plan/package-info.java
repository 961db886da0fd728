/** Plans at the door: documents into plain trees. */
@NullMarked
package dev.cadre.stores.plan;

import org.jspecify.annotations.NullMarked;
