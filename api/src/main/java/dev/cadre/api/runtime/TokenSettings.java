package dev.cadre.api.runtime;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files with the API keys of the first accounts of the operating tenant ({@code cadre.tokens.*});
 * the launcher makes them. Without a file the account is not made.
 *
 * @param ownerFile of {@code owner}
 * @param requesterFile of {@code requester}, who is a member
 * @param reviewerFile of {@code reviewer}, who is a reviewer and a member
 */
public record TokenSettings(
    @Nullable Path ownerFile, @Nullable Path requesterFile, @Nullable Path reviewerFile) {}
