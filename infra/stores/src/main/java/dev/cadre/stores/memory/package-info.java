/** The documents that a tenant lays down for its tools to search. */
@NullMarked
package dev.cadre.stores.memory;

import org.jspecify.annotations.NullMarked;
