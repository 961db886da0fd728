/** The audit log: reading, export, verification, and the upkeep of its chain and heads. */
@NullMarked
package dev.cadre.api.audit;

import org.jspecify.annotations.NullMarked;
