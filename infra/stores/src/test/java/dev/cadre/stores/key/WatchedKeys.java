package dev.cadre.stores.key;

import dev.cadre.workflows.tenant.TenantId;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.scheduler.Schedulers;

/** Another vault, with what it was asked, from where, and what comes in between, once. */
final class WatchedKeys implements KeyVault {

  final AtomicInteger wraps = new AtomicInteger();
  final AtomicInteger unwraps = new AtomicInteger();
  final AtomicInteger onThreadsThatMustNotBlock = new AtomicInteger();
  final AtomicReference<Runnable> afterWrap = new AtomicReference<>();
  final AtomicReference<Runnable> beforeUnwrap = new AtomicReference<>();
  private final KeyVault vault;

  WatchedKeys(KeyVault vault) {
    this.vault = vault;
  }

  private KeyVault asked(AtomicInteger count) {
    count.incrementAndGet();
    if (Schedulers.isInNonBlockingThread()) {
      onThreadsThatMustNotBlock.incrementAndGet();
    }
    return vault;
  }

  @Override
  public Wrapped wrap(TenantId tenant, byte[] dataKey, String binding) {
    Wrapped wrapped = asked(wraps).wrap(tenant, dataKey, binding);
    once(afterWrap);
    return wrapped;
  }

  @Override
  public byte[] unwrap(TenantId tenant, Wrapped wrapped, String binding) {
    once(beforeUnwrap);
    return asked(unwraps).unwrap(tenant, wrapped, binding);
  }

  private static void once(AtomicReference<Runnable> act) {
    Runnable now = act.getAndSet(null);
    if (now != null) {
      now.run();
    }
  }

  @Override
  public Wrapped rewrap(TenantId tenant, Wrapped wrapped, String binding) {
    return vault.rewrap(tenant, wrapped, binding);
  }

  @Override
  public Versions rotate(TenantId tenant) {
    return vault.rotate(tenant);
  }

  @Override
  public Versions versions(TenantId tenant) {
    return vault.versions(tenant);
  }

  @Override
  public void setMinimum(TenantId tenant, int version) {
    vault.setMinimum(tenant, version);
  }

  @Override
  public void trim(TenantId tenant) {
    vault.trim(tenant);
  }

  @Override
  public void destroy(TenantId tenant) {
    vault.destroy(tenant);
  }
}
