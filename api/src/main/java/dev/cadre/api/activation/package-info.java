/** Agents at work in a tenant: to activate and stop them, and to see how they do. */
@NullMarked
package dev.cadre.api.activation;

import org.jspecify.annotations.NullMarked;
