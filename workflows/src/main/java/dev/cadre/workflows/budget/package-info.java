/** Money: limits and amounts. */
@NullMarked
package dev.cadre.workflows.budget;

import org.jspecify.annotations.NullMarked;
