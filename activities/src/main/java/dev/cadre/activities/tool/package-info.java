/** The tools that plans may call, and the guard that keeps them off private networks. */
@NullMarked
package dev.cadre.activities.tool;

import org.jspecify.annotations.NullMarked;
