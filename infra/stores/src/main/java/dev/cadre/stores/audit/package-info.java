/** The audit log at rest: entries, their chain, signed heads, reading, export, verification. */
@NullMarked
package dev.cadre.stores.audit;

import org.jspecify.annotations.NullMarked;
