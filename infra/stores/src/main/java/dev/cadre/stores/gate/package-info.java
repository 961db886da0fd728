/** Gates and decisions at rest. */
@NullMarked
package dev.cadre.stores.gate;

import org.jspecify.annotations.NullMarked;
