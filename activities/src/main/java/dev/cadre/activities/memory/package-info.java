/** Documents cut into chunks, turned into vectors and searched by meaning. */
@NullMarked
package dev.cadre.activities.memory;

import org.jspecify.annotations.NullMarked;
