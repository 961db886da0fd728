package dev.cadre.stores.audit;

import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text that somebody outside has written, as it may stand in the audit log for ever. */
public final class AuditHandles {

  private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}");

  private AuditHandles() {}

  /** The same where it is built like an id, else its {@link #hash}. Takes any text. */
  public static String of(TenantId tenant, String text) {
    return HANDLE.matcher(text).matches() ? text : hash(tenant, text);
  }

  /**
   * {@code sha256:} and the hash of tenant and text: the same text is the same handle within a
   * tenant, and who knows the text can tell that it was this one.
   */
  public static String hash(TenantId tenant, String text) {
    return "sha256:" + CanonicalJson.sha256((tenant + "|" + text).getBytes(StandardCharsets.UTF_8));
  }
}
