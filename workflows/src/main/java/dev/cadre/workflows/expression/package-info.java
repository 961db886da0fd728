/** CEL expressions and templates, the only language inside a plan. */
@NullMarked
package dev.cadre.workflows.expression;

import org.jspecify.annotations.NullMarked;
