package dev.cadre.workflows.credential;

import dev.cadre.workflows.tenant.TenantId;

/** Which credential is to be tried; never what it holds. */
public record TestCredential(TenantId tenant, String name) {}
