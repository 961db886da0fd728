/** Tests of the limits. */
@NullMarked
package dev.cadre.api.limit;

import org.jspecify.annotations.NullMarked;
