/** Calls tools of MCP servers, over streamable HTTP and over a child process's standard streams. */
@NullMarked
package dev.cadre.activities.tool.mcp;

import org.jspecify.annotations.NullMarked;
