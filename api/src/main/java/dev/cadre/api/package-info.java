/** The program that answers REST and SSE and hands plans to Temporal. */
@NullMarked
package dev.cadre.api;

import org.jspecify.annotations.NullMarked;
