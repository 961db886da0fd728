/** The processes under the benchmark, and what is read from them. */
@NullMarked
package dev.cadre.bench.runtime;

import org.jspecify.annotations.NullMarked;
