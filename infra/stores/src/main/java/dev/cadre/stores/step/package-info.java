/** The ledger of attempts, and the results and blobs of steps. */
@NullMarked
package dev.cadre.stores.step;

import org.jspecify.annotations.NullMarked;
