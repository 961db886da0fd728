package dev.cadre.stores.key;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Runs only where a real Vault or OpenBao is named. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(
    named = "VAULT_ADDR",
    matches = ".+",
    disabledReason = "no real Vault: set VAULT_ADDR and VAULT_TOKEN to test against one")
@EnabledIfEnvironmentVariable(
    named = "VAULT_TOKEN",
    matches = ".+",
    disabledReason = "no real Vault: set VAULT_TOKEN too")
@interface NeedsRealVault {}
