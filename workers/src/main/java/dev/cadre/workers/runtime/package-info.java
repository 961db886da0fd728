/** How the worker is put together, started, and watched. */
@NullMarked
package dev.cadre.workers.runtime;

import org.jspecify.annotations.NullMarked;
