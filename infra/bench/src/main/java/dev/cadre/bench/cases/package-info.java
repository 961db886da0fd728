/** What is measured, case by case. */
@NullMarked
package dev.cadre.bench.cases;

import org.jspecify.annotations.NullMarked;
