/** Tools that look on the web: a search, and the text of a page. */
@NullMarked
package dev.cadre.activities.tool.web;

import org.jspecify.annotations.NullMarked;
