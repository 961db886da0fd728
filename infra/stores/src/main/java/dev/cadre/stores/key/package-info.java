/** Keys: the vault port, data keys of scopes, and sealing with them. */
@NullMarked
package dev.cadre.stores.key;

import org.jspecify.annotations.NullMarked;
