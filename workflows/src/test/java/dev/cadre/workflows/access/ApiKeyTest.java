package dev.cadre.workflows.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.tenant.TenantId;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void readsWhatItWrites() {
    for (int i = 0; i < 200; i++) {
      ApiKey key = key();
      assertThat(ApiKey.read(key.text())).contains(key);
    }
  }

  @Test
  void refusesAKeyWithAnyCharacterChanged() {
    String text = key().text();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'a' ? 'b' : 'a';
      assertThat(ApiKey.read(text.substring(0, i) + other + text.substring(i + 1))).isEmpty();
    }
    assertThat(ApiKey.read(text + "0")).isEmpty();
    assertThat(ApiKey.read("")).isEmpty();
    assertThat(ApiKey.read("cadre_x_y_z")).isEmpty();
  }

  @Test
  void showsNoSecretAsText() {
    ApiKey key = key();
    assertThat(key.toString()).doesNotContain(key.secret());
  }

  @Test
  void takesRandomBytesOfFullLengthOnly() {
    assertThatThrownBy(() -> ApiKey.of(TenantId.DEMO, UUID.randomUUID(), new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ApiKey key() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return ApiKey.of(TenantId.DEMO, UUID.randomUUID(), bytes);
  }
}
