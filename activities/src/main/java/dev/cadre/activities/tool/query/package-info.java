/**
 * The base type {@code DB_QUERY}: reads of other databases, by queries that operators have fixed.
 */
@NullMarked
package dev.cadre.activities.tool.query;

import org.jspecify.annotations.NullMarked;
