/** Tenants: making them, their settings, what they may use, the models that they pay for. */
@NullMarked
package dev.cadre.api.tenant;

import org.jspecify.annotations.NullMarked;
