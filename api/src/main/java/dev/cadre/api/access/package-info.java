/** Who calls and what they may: credentials, permissions of routes, accounts and their keys. */
@NullMarked
package dev.cadre.api.access;

import org.jspecify.annotations.NullMarked;
