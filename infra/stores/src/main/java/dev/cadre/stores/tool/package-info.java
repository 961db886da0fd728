/** What a model and the tools that it asks for say to each other before it gives its result. */
@NullMarked
package dev.cadre.stores.tool;

import org.jspecify.annotations.NullMarked;
