/** The credentials of tenants, over HTTP. */
@NullMarked
package dev.cadre.api.credential;

import org.jspecify.annotations.NullMarked;
