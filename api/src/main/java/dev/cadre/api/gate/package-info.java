/** Gates over REST: what is shown, and the door for decisions. */
@NullMarked
package dev.cadre.api.gate;

import org.jspecify.annotations.NullMarked;
