/** Documents of a tenant, which tools search. */
@NullMarked
package dev.cadre.api.memory;

import org.jspecify.annotations.NullMarked;
