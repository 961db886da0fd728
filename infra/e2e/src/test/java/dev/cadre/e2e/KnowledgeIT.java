package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Documents, from the door to what a model reads of them, and gone when they are deleted. */
@Timeout(180)
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnowledgeIT {

  private static final String MODEL = "gpt-5.4-mini";
  private static final String DOCUMENTS = "/v1/collections/handbook/documents";

  private final Stack stack;

  KnowledgeIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void setUp() {
    stack.requester().post("/v1/collections", "{\"name\": \"handbook\"}").expect(201);
    stack
        .owner()
        .post(
            "/v1/tools",
            """
            {"name": "handbook", "type": "RAG", "description": "Finds what our handbook says.",
             "config": {"collection": "handbook", "top": 3}, "idempotent": true, "offered": true,
             "input": {"type": "object", "required": ["query"], "additionalProperties": false,
                       "properties": {"query": {"type": "string"}}}}\
            """)
        .expect(201);
    stack
        .owner()
        .post(
            "/v1/agents",
            """
            {"name": "librarian", "title": "Librarian", "department": "test",
             "description": "Answers from the handbook.", "capabilities": ["look-up"],
             "instructions": "You answer from the handbook alone.",
             "route": ["openai/%s"], "tools": ["handbook"]}\
            """
                .formatted(MODEL))
        .expect(201);
  }

  private JsonNode added(String body) {
    JsonNode intake = stack.requester().post(DOCUMENTS, body).expect(202).json();
    String path = "/v1/collections/handbook/intakes/" + intake.path("id").asString();
    Await.until("the document is in", Duration.ofSeconds(60), () -> !state(path).equals("PENDING"));
    return stack.requester().get(path).expect(200).json();
  }

  private String state(String path) {
    return stack.requester().get(path).expect(200).json().path("state").asString();
  }

  private String asked(String question) {
    stack
        .providers()
        .script(
            Match.model(MODEL),
            Fault.asking("handbook", "{\"query\": \"" + question + "\"}"),
            Fault.answer("So it is."));
    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: ask
                steps:
                  - { id: ask, kind: agent, agent: librarian, prompt: What does it say? }
                """);
    plan.await("COMPLETED");
    return stack.providers().ledger().stream()
        .filter(call -> MODEL.equals(call.model()))
        .map(SeenCall::body)
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  @Test
  void findsWhatADocumentSaysUntilItIsDeleted() {
    String refunds = "Refunds are paid within ten days of the return of the goods.";
    String body = "{\"id\": \"returns\", \"source\": \"manual\", \"text\": \"" + refunds + "\"}";
    assertThat(added(body).path("state").asString()).isEqualTo("CREATED");
    assertThat(added(body).path("state").asString()).isEqualTo("UNCHANGED");
    added("{\"id\": \"hours\", \"text\": \"The shop opens at nine and closes at six.\"}");

    assertThat(asked("When do I get my money back?")).contains(refunds);
    JsonNode read = stack.requester().get(DOCUMENTS + "/returns").expect(200).json();
    assertThat(read.path("text").asString()).isEqualTo(refunds);

    stack.requester().send("DELETE", DOCUMENTS + "/returns", "", Map.of()).expect(204);
    assertThat(asked("When do I get my money back, again?")).doesNotContain(refunds);
    stack.requester().get(DOCUMENTS + "/returns").expect(404);
  }
}
