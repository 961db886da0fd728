/** What tenants' tools show to whom they call. */
@NullMarked
package dev.cadre.stores.credential;

import org.jspecify.annotations.NullMarked;
