/** Calls of model providers: one request, one typed answer or failure; and the embedded model. */
@NullMarked
package dev.cadre.activities.llm;

import org.jspecify.annotations.NullMarked;
