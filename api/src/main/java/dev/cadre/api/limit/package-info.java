/** How much each tenant, account and address may ask of this process. */
@NullMarked
package dev.cadre.api.limit;

import org.jspecify.annotations.NullMarked;
