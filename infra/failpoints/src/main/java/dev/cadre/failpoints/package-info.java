/** The worker with points at which tests kill it, for tests only. */
@NullMarked
package dev.cadre.failpoints;

import org.jspecify.annotations.NullMarked;
