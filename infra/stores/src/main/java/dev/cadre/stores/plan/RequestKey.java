package dev.cadre.stores.plan;

/**
 * What makes a repeated request the same request.
 *
 * @param principal who sent it
 * @param route the method and path it was sent to
 * @param key the client's {@code Idempotency-Key}
 * @param bodySha256 of the body's RFC 8785 form
 */
public record RequestKey(String principal, String route, String key, String bodySha256) {}
