package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.key.TestKeys;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressHashTest {

  @TempDir Path folder;

  @Test
  void hashesAnAddressByTenantAndMasterKey() throws IOException {
    Path master = Files.copy(TestKeys.master(), folder.resolve("master.key"));
    TenantId tenant = TenantId.DEMO;
    TenantId other = new TenantId(UUID.randomUUID());
    AddressHash hashes = AddressHash.at(master);
    assertThat(hashes.of(tenant, "192.0.2.7").block()).matches("[0-9a-f]{64}");
    assertThat(AddressHash.at(master).of(tenant, "192.0.2.7").block())
        .isEqualTo(hashes.of(tenant, "192.0.2.7").block());
    assertThat(
            Set.of(
                hashes.of(tenant, "192.0.2.7").block(),
                hashes.of(tenant, "192.0.2.8").block(),
                hashes.of(other, "192.0.2.7").block(),
                AddressHash.at(TestKeys.master()).of(tenant, "192.0.2.7").block()))
        .hasSize(4);
  }
}
