package dev.cadre.api.runtime;

import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.ApiKeys;
import dev.cadre.stores.access.FirstAccount;
import dev.cadre.stores.access.OidcLogins;
import dev.cadre.stores.access.Principals;
import dev.cadre.stores.access.SignIns;
import dev.cadre.stores.event.Events;
import dev.cadre.stores.gate.GateReads;
import dev.cadre.stores.gate.Votes;
import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.KeyRotations;
import dev.cadre.stores.key.KeySettings;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.AttemptReads;
import dev.cadre.stores.plan.InstanceReads;
import dev.cadre.stores.plan.LostPlans;
import dev.cadre.stores.plan.Origins;
import dev.cadre.stores.plan.Outbox;
import dev.cadre.stores.plan.PlanReads;
import dev.cadre.stores.plan.PlanSignals;
import dev.cadre.stores.plan.PlanSteering;
import dev.cadre.stores.plan.StepReads;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.SealedPayloads;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.stores.tenant.Impacts;
import dev.cadre.stores.tenant.ModelConfigurations;
import dev.cadre.stores.tenant.Onboarding;
import dev.cadre.stores.tenant.OwnModels;
import dev.cadre.stores.tenant.Tenants;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What the API stands on. */
@Configuration(proxyBeanMethods = false)
class Stores {

  @Bean
  JsonMapper jsonMapper() {
    return Json.MAPPER;
  }

  @Bean
  SealedPayloads codec(ScopeKeys keys) {
    return new SealedPayloads(keys);
  }

  @Bean
  TemporalConnection temporalConnection(TemporalSettings settings, ScopeKeys keys) {
    return new TemporalConnection(settings, Payloads.sealed(keys));
  }

  @Bean
  PlanExecutions planExecutions(TemporalConnection connection) {
    return new PlanExecutions(connection);
  }

  @Bean
  TemporalGateway temporalGateway(
      TemporalSettings settings, TemporalConnection connection, PlanExecutions executions) {
    return new TemporalGateway(settings, connection, executions);
  }

  @Bean
  Submissions submissions(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new Submissions(postgres, keys, clock);
  }

  @Bean
  PlanReads planReads(Postgres postgres, ScopeKeys keys) {
    return new PlanReads(postgres, keys);
  }

  @Bean
  Origins origins(Postgres postgres, ScopeKeys keys) {
    return new Origins(postgres, keys);
  }

  @Bean
  StepReads stepReads(Postgres postgres, ScopeKeys keys) {
    return new StepReads(postgres, keys);
  }

  @Bean
  InstanceReads instanceReads(Postgres postgres, ScopeKeys keys) {
    return new InstanceReads(postgres, keys);
  }

  @Bean
  AttemptReads attemptReads(Postgres postgres, ScopeKeys keys) {
    return new AttemptReads(postgres, keys);
  }

  @Bean
  PlanSteering planSteering(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new PlanSteering(postgres, keys, clock);
  }

  @Bean
  PlanSignals planSignals(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new PlanSignals(postgres, keys, clock);
  }

  @Bean
  LostPlans lostPlans(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new LostPlans(postgres, keys, clock);
  }

  @Bean
  Outbox outbox(Postgres postgres) {
    return new Outbox(postgres);
  }

  @Bean
  Events events(Postgres postgres, ScopeKeys keys) {
    return new Events(postgres, keys);
  }

  @Bean
  GateReads gateReads(Postgres postgres, ScopeKeys keys) {
    return new GateReads(postgres, keys);
  }

  @Bean
  Votes votes(Postgres postgres, ScopeKeys keys) {
    return new Votes(postgres, keys);
  }

  @Bean
  SignIns signIns(Postgres postgres, Clock clock) {
    return new SignIns(postgres, clock);
  }

  @Bean
  OidcLogins oidcLogins(Postgres postgres, Clock clock) {
    return new OidcLogins(postgres, clock);
  }

  @Bean
  Principals principals(Postgres postgres, Clock clock) {
    return new Principals(postgres, clock);
  }

  @Bean
  Accounts accounts(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new Accounts(postgres, keys, clock);
  }

  @Bean
  ApiKeys apiKeys(Postgres postgres, Clock clock) {
    return new ApiKeys(postgres, clock);
  }

  @Bean
  Tenants tenants(Postgres postgres, Clock clock) {
    return new Tenants(postgres, clock);
  }

  @Bean
  OwnModels ownModels(Postgres postgres, ScopeKeys keys) {
    return new OwnModels(postgres, keys);
  }

  @Bean
  ModelConfigurations modelConfigurations(
      Postgres postgres, ScopeKeys keys, OwnModels own, Clock clock) {
    return new ModelConfigurations(postgres, keys, own, clock);
  }

  @Bean
  Impacts impacts(Postgres postgres) {
    return new Impacts(postgres);
  }

  @Bean
  KeyRotations keyRotations(
      Postgres postgres, KeyAccess access, KeySettings settings, Clock clock) {
    return new KeyRotations(postgres, access.keys(), clock, settings.rotateAfter());
  }

  @Bean
  Onboarding onboarding(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new Onboarding(postgres, keys, new FirstAccount(clock), clock);
  }
}
