/** A server that speaks as much of Vault's HTTP API as Cadre uses, and fails as it is told. */
@NullMarked
package dev.cadre.testkit.vault;

import org.jspecify.annotations.NullMarked;
