/** The audit log as anybody can check it: chained entries, signed tree heads, the verifier. */
@NullMarked
package dev.cadre.workflows.audit;

import org.jspecify.annotations.NullMarked;
