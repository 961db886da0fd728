/** Sign-in links and the sessions they became. */
@NullMarked
package dev.cadre.stores.tenant;

import org.jspecify.annotations.NullMarked;
