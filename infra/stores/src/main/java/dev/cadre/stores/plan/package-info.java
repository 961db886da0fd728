/** Plans at rest, and plan documents as they arrive at the door. */
@NullMarked
package dev.cadre.stores.plan;

import org.jspecify.annotations.NullMarked;
