/** Figures, and how they are shown. */
@NullMarked
package dev.cadre.bench.report;

import org.jspecify.annotations.NullMarked;
