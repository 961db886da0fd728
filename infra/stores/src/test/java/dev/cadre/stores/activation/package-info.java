@NullMarked
package dev.cadre.stores.activation;

import org.jspecify.annotations.NullMarked;
