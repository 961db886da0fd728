/** Plans for tests: a catalogue to check them against, and a corpus of broken ones. */
@NullMarked
package dev.cadre.testkit.plan;

import org.jspecify.annotations.NullMarked;
