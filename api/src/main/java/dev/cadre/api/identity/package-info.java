/** Believes what identity providers say (OpenID Connect), and nothing else that a token says. */
@NullMarked
package dev.cadre.api.identity;

import org.jspecify.annotations.NullMarked;
