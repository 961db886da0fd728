/** The event log of plans. */
@NullMarked
package dev.cadre.stores.event;

import org.jspecify.annotations.NullMarked;
