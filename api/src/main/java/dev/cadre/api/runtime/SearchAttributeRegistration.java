package dev.cadre.api.runtime;

import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.runtime.SearchAttributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.common.SearchAttributeKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Registers those search attributes of plans that Temporal lacks. */
final class SearchAttributeRegistration {

  private static final List<SearchAttributeKey<?>> KEYS =
      List.of(SearchAttributes.STATUS, SearchAttributes.PLAN_TYPE, SearchAttributes.LABELS);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final TemporalSettings settings;
  private final TemporalConnection temporal;

  SearchAttributeRegistration(TemporalSettings settings, TemporalConnection temporal) {
    this.settings = settings;
    this.temporal = temporal;
  }

  /** Safe to repeat; an error while Temporal is down. */
  Mono<Boolean> register() {
    return temporal.operator(DEADLINE, this::register);
  }

  private boolean register(OperatorServiceBlockingStub operator) {
    Map<String, IndexedValueType> known =
        operator
            .listSearchAttributes(
                ListSearchAttributesRequest.newBuilder().setNamespace(settings.namespace()).build())
            .getCustomAttributesMap();
    var request = AddSearchAttributesRequest.newBuilder().setNamespace(settings.namespace());
    KEYS.stream()
        .filter(key -> !known.containsKey(key.getName()))
        .forEach(key -> request.putSearchAttributes(key.getName(), key.getValueType()));
    if (request.getSearchAttributesCount() > 0) {
      add(operator, request.build());
    }
    return true;
  }

  private static void add(
      OperatorServiceBlockingStub operator, AddSearchAttributesRequest request) {
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
