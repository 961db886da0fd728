/** The weights of the local model. */
@NullMarked
package dev.cadre.parts.model;

import org.jspecify.annotations.NullMarked;
