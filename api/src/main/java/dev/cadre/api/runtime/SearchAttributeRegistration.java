package dev.cadre.api.runtime;

import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.runtime.SearchAttributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** Registers those search attributes of plans that Temporal lacks. */
final class SearchAttributeRegistration {

  private static final List<SearchAttributeKey<?>> KEYS =
      List.of(SearchAttributes.STATUS, SearchAttributes.PLAN_TYPE, SearchAttributes.LABELS);
  private static final long DEADLINE_SECONDS = 10;

  private final TemporalSettings settings;
  private final TemporalGateway gateway;

  SearchAttributeRegistration(TemporalSettings settings, TemporalGateway gateway) {
    this.settings = settings;
    this.gateway = gateway;
  }

  /** Safe to repeat; an error while Temporal is down. */
  Mono<Boolean> register() {
    return gateway.call(this::registerNow);
  }

  private boolean registerNow() {
    OperatorServiceStubs stubs =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget(settings.target())
                .validateAndBuildWithDefaults());
    try {
      var operator = stubs.blockingStub().withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
      Map<String, IndexedValueType> known =
          operator
              .listSearchAttributes(
                  ListSearchAttributesRequest.newBuilder()
                      .setNamespace(settings.namespace())
                      .build())
              .getCustomAttributesMap();
      var request = AddSearchAttributesRequest.newBuilder().setNamespace(settings.namespace());
      KEYS.stream()
          .filter(key -> !known.containsKey(key.getName()))
          .forEach(key -> request.putSearchAttributes(key.getName(), key.getValueType()));
      if (request.getSearchAttributesCount() > 0) {
        add(operator, request.build());
      }
      return true;
    } finally {
      stubs.shutdownNow();
    }
  }

  private static void add(
      io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub operator,
      AddSearchAttributesRequest request) {
    try {
      operator.addSearchAttributes(request);
    } catch (StatusRuntimeException e) {
      // Another API process was quicker.
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }
}
