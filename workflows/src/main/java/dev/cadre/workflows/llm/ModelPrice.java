package dev.cadre.workflows.llm;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs from a moment on, till another price follows; null is unknown, never zero.
 *
 * @param usdPerThousandRequests beside the tokens; null: nothing
 * @param by the account that wrote it; null: it ships
 */
public record ModelPrice(
    Instant from,
    @Nullable BigDecimal inputUsdPerMillion,
    @Nullable BigDecimal outputUsdPerMillion,
    @Nullable BigDecimal usdPerThousandRequests,
    @Nullable String by) {}
