/** What a plan may name: agents, models, tools. */
@NullMarked
package dev.cadre.api.agent;

import org.jspecify.annotations.NullMarked;
