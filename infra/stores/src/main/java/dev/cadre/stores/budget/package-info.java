/** What a plan may spend, has spent and has reserved. */
@NullMarked
package dev.cadre.stores.budget;

import org.jspecify.annotations.NullMarked;
