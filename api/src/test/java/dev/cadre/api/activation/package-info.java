@NullMarked
package dev.cadre.api.activation;

import org.jspecify.annotations.NullMarked;
