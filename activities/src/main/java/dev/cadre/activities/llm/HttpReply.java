package dev.cadre.activities.llm;

import java.net.http.HttpHeaders;

/**
 * What came over HTTP.
 *
 * @param body as text; empty when it was cut
 * @param complete false when the connection ended or stalled inside the body
 */
record HttpReply(int status, HttpHeaders headers, String body, boolean complete) {}
