package dev.cadre.workflows.key;

/**
 * What a round has done for one tenant's key.
 *
 * @param newest the version that wraps
 * @param rotated whether this round made it
 * @param rewrapped data keys wrapped anew
 * @param stuck data keys that do not open, for which the old versions are kept
 * @param more whether data keys are left for another round
 * @param retired whether the old versions are destroyed
 */
public record Renewal(
    int newest, boolean rotated, long rewrapped, long stuck, boolean more, boolean retired) {}
