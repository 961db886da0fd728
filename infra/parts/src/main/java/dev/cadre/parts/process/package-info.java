/** Parts as processes: started, recorded, watched, started again, stopped. */
@NullMarked
package dev.cadre.parts.process;

import org.jspecify.annotations.NullMarked;
