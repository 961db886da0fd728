/** What workers share about models: which providers they can call, and which targets rest. */
@NullMarked
package dev.cadre.stores.llm;

import org.jspecify.annotations.NullMarked;
