/** Agents at work in a tenant: activated, paused, and how they do. */
@NullMarked
package dev.cadre.stores.activation;

import org.jspecify.annotations.NullMarked;
