package dev.cadre.workflows.tool;

/**
 * A model asks for a tool. The arguments stand with the model's turn, in the activity's store.
 *
 * @param call its number in the turn, from 1
 * @param tool of the agent's own, permitted
 */
public record ToolRequest(int call, String tool) {}
