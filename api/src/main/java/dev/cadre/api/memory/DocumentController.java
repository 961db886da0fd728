package dev.cadre.api.memory;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.memory.CollectionRead;
import dev.cadre.stores.memory.DocumentIntakes;
import dev.cadre.stores.memory.DocumentRead;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.memory.DocumentStore;
import dev.cadre.stores.memory.IntakeRead;
import dev.cadre.stores.memory.NewDocument;
import dev.cadre.stores.memory.WholeDocument;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Collections of documents, which tools of the type RAG search. */
@RestController
@Tag(name = "Documents")
class DocumentController {

  private static final int PAGE = 50;

  private final DocumentStore store;
  private final DocumentReads reads;
  private final DocumentIntakes intakes;

  /** All of a tenant's collections, by name. */
  record Collections(List<CollectionRead> items) {}

  /** Documents by id. */
  record Documents(List<DocumentRead> items, @Nullable String next) {}

  DocumentController(DocumentStore store, DocumentReads reads, DocumentIntakes intakes) {
    this.store = store;
    this.reads = reads;
    this.intakes = intakes;
  }

  @Requires(Permission.DOCUMENT_READ)
  @GetMapping(path = "/v1/collections", produces = "application/json")
  @Operation(summary = "List your tenant's collections of documents")
  Mono<Collections> collections(@AuthenticationPrincipal Caller caller) {
    return reads.collections(caller.tenant()).map(Collections::new);
  }

  @Requires(Permission.DOCUMENT_MANAGE)
  @PostMapping(
      path = "/v1/collections",
      consumes = "application/json",
      produces = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(summary = "Make a collection")
  Mono<CollectionRead> make(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    String name = DocumentBody.collection(Fields.of(body, type));
    return store.create(caller.tenant(), caller.by(), name);
  }

  @Requires(Permission.DOCUMENT_MANAGE)
  @PostMapping(
      path = "/v1/collections/{collection}/documents",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Add a document, or replace another content under its id",
      description =
          "It can be found once a worker has made its vectors: read the intake that is answered."
              + " Without an `id` it gets one.")
  Mono<ResponseEntity<IntakeRead>> add(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String collection,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    NewDocument document = DocumentBody.document(Fields.of(body, type));
    return head(caller, collection)
        .flatMap(id -> intakes.put(caller.tenant(), caller.by(), id, document))
        .map(intake ->
            ResponseEntity.accepted()
                .header("Location", "/v1/collections/" + collection + "/intakes/" + intake.id())
                .body(intake));
  }

  @Requires(Permission.DOCUMENT_READ)
  @GetMapping(path = "/v1/collections/{collection}/intakes/{intake}", produces = "application/json")
  @Operation(summary = "Read what became of a document that was added")
  Mono<IntakeRead> intake(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String collection,
      @PathVariable String intake) {
    UUID id = Parameters.intake(intake);
    return head(caller, collection)
        .flatMap(of -> intakes.one(caller.tenant(), of, id))
        .switchIfEmpty(none("intake"));
  }

  @Requires(Permission.DOCUMENT_READ)
  @GetMapping(path = "/v1/collections/{collection}/documents", produces = "application/json")
  @Operation(summary = "List documents by id, without their texts")
  Mono<Documents> list(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String collection,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    int size = Parameters.limit(limit, PAGE);
    String after = Parameters.name(cursor);
    return head(caller, collection)
        .flatMap(id -> reads.documents(caller.tenant(), id, after, size + 1))
        .map(found ->
            found.size() <= size
                ? new Documents(found, null)
                : new Documents(
                    found.subList(0, size), Parameters.after(found.get(size - 1).id())));
  }

  @Requires(Permission.DOCUMENT_READ)
  @GetMapping(
      path = "/v1/collections/{collection}/documents/{document}",
      produces = "application/json")
  @Operation(summary = "Read a document with its text")
  Mono<WholeDocument> read(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String collection,
      @PathVariable String document) {
    return head(caller, collection)
        .flatMap(id -> reads.document(caller.tenant(), id, document))
        .switchIfEmpty(none("document"));
  }

  @Requires(Permission.DOCUMENT_MANAGE)
  @DeleteMapping(path = "/v1/collections/{collection}/documents/{document}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Delete a document; from now on nothing finds it")
  Mono<Void> delete(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String collection,
      @PathVariable String document) {
    return head(caller, collection)
        .flatMap(id -> store.delete(caller.tenant(), caller.by(), id, document))
        .filter(was -> was)
        .switchIfEmpty(none("document"))
        .then();
  }

  private Mono<UUID> head(Caller caller, String collection) {
    return reads
        .head(caller.tenant(), collection)
        .map(head -> head.id())
        .switchIfEmpty(none("collection"));
  }

  private static <T> Mono<T> none(String what) {
    return Mono.error(() -> ApiProblem.notFound(what));
  }
}
