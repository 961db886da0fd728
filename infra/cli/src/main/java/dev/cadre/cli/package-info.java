/** The commands that talk to the API: plan and gate. */
@NullMarked
package dev.cadre.cli;

import org.jspecify.annotations.NullMarked;
