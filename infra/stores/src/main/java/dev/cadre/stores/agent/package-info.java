/** The catalogue of agents, models and tools that ships with Cadre. */
@NullMarked
package dev.cadre.stores.agent;

import org.jspecify.annotations.NullMarked;
