/** What a tenant's credentials are, and how one is tried. */
@NullMarked
package dev.cadre.workflows.credential;

import org.jspecify.annotations.NullMarked;
