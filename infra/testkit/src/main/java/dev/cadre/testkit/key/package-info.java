/** Keys for tests. */
@NullMarked
package dev.cadre.testkit.key;

import org.jspecify.annotations.NullMarked;
