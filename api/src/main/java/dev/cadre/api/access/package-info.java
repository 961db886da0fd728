/** Who calls: tokens, sign-in links, sessions. */
@NullMarked
package dev.cadre.api.tenant;

import org.jspecify.annotations.NullMarked;
