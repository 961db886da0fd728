/**
 * How the programs reach PostgreSQL and Temporal: connections, transactions, migrations, payloads.
 */
@NullMarked
package dev.cadre.stores.runtime;

import org.jspecify.annotations.NullMarked;
