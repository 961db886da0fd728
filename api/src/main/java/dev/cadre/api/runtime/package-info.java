/** Settings, errors, health, metrics, and the gateway to Temporal. */
@NullMarked
package dev.cadre.api.runtime;

import org.jspecify.annotations.NullMarked;
