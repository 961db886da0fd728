/** Tenants: their settings, permits and models, and how they are made. */
@NullMarked
package dev.cadre.stores.tenant;

import org.jspecify.annotations.NullMarked;
