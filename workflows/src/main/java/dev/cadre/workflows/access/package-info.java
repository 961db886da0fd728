/** Who may do what: roles, the permissions under them, and the form of an API key. */
@NullMarked
package dev.cadre.workflows.access;

import org.jspecify.annotations.NullMarked;
