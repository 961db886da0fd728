package dev.cadre.api.runtime;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files with the bearer tokens of the two users ({@code cadre.tokens.*}); the launcher makes them.
 *
 * @param requesterFile of {@code requester}, who is a member
 * @param reviewerFile of {@code reviewer}, who is a reviewer and a member
 */
public record TokenSettings(@Nullable Path requesterFile, @Nullable Path reviewerFile) {}
