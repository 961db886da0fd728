/** Tries credentials of tenants. */
@NullMarked
package dev.cadre.activities.credential;

import org.jspecify.annotations.NullMarked;
