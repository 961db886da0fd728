/** Who may come in: accounts, API keys, sign-in links and sessions. */
@NullMarked
package dev.cadre.stores.access;

import org.jspecify.annotations.NullMarked;
