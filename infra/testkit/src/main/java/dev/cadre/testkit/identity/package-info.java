/** An identity provider that can lie. */
@NullMarked
package dev.cadre.testkit.identity;

import org.jspecify.annotations.NullMarked;
