/** What happened, as facts in the past tense. */
@NullMarked
package dev.cadre.workflows.event;

import org.jspecify.annotations.NullMarked;
