/** A server that answers as model providers and tools do, and fails as they fail, by script. */
@NullMarked
package dev.cadre.testkit.fault;

import org.jspecify.annotations.NullMarked;
