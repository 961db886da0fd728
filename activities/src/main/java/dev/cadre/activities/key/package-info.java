/** What the rotation of tenants' keys does. */
@NullMarked
package dev.cadre.activities.key;

import org.jspecify.annotations.NullMarked;
