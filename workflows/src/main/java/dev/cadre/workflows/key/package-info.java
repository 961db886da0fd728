/** The rotation of tenants' keys. */
@NullMarked
package dev.cadre.workflows.key;

import org.jspecify.annotations.NullMarked;
