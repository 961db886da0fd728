/** What both sides run: the shapes, and how a plan says them. */
@NullMarked
package dev.cadre.bench.plan;

import org.jspecify.annotations.NullMarked;
