/** Tools that write to people: by Telegram, and by mail. */
@NullMarked
package dev.cadre.activities.tool.message;

import org.jspecify.annotations.NullMarked;
