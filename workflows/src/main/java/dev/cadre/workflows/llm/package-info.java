/** Models, routes and what each failure of a call means. */
@NullMarked
package dev.cadre.workflows.llm;

import org.jspecify.annotations.NullMarked;
