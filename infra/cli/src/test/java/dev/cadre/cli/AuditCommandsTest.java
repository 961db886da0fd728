package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.audit.LinkedEvent;
import dev.cadre.workflows.audit.MerkleFrontier;
import dev.cadre.workflows.audit.SignedHead;
import dev.cadre.workflows.audit.VerificationKey;
import dev.cadre.workflows.expression.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditCommandsTest extends CommandTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final List<String> lines = new ArrayList<>();
  private String head = "";
  private Path export;
  private Path keys;

  @BeforeEach
  void prepares() throws IOException, GeneralSecurityException {
    sample();
    export = Files.writeString(state.resolve("export.ndjson"), all());
    keys = state.resolve("keys.json");
  }

  private String all() {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /** A key, five entries, the head that covers them. */
  private void sample() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var key = new VerificationKey("k1", base64(pair.getPublic().getEncoded()), NOON, null);
    lines.add(CanonicalJson.of(key.line()));
    var tree = new MerkleFrontier();
    String prev = LinkedEvent.FIRST;
    for (int seq = 1; seq <= 5; seq++) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("at", NOON.plusSeconds(seq).toString());
      event.put("actor", "actor-" + seq);
      event.put("data", Map.of("steps", 3L));
      LinkedEvent entry = LinkedEvent.link("t1", seq, prev, event);
      lines.add(CanonicalJson.of(entry.line()));
      prev = entry.hash();
      tree.add(prev);
    }
    Instant at = NOON.plusSeconds(9);
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair.getPrivate());
    signer.update(SignedHead.message("t1", 5, tree.root(), prev, at));
    var signed = new SignedHead("t1", 5, tree.root(), prev, at, "k1", base64(signer.sign()));
    head = CanonicalJson.of(signed.line());
    lines.add(head);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private int run(String... words) {
    return api.run(Map.of(), words);
  }

  private void trusts(String line) throws IOException {
    Files.writeString(keys, "{\"items\":[" + line + "],\"next\":null}");
  }

  @Test
  void listsEntriesWithoutLettingThemSteerTheTerminal() {
    api.answer(
        "GET /v1/audit?action=plan.&outcome=denied&limit=2",
        """
        200 {"items":[{"at":"2026-01-01T12:00:00Z","actor":"a\\u001b[2Jb\\r\\nc\\u202e","action":"plan.submit",
        "objectKind":"plan","objectId":"p1","outcome":"DENIED","reason":"ROLE"}],"next":"abc"}\
        """);
    assertThat(run("audit", "list", "--action", "plan.", "--outcome", "denied", "--limit", "2"))
        .isZero();
    assertThat(api.out())
        .contains("a\\u001b[2Jb\\u000d\\u000ac\\u202e  plan.submit  plan p1  DENIED")
        .endsWith("more: --cursor abc\n")
        .doesNotContain("\u001b", "\r", "\u202e");
  }

  @Test
  void saysThatThereIsNoEntry() {
    api.answer("GET /v1/audit", "200 {\"items\":[],\"next\":null}");
    assertThat(run("audit", "list")).isZero();
    assertThat(api.out()).isEqualTo("No entry.\n");
  }

  @Test
  void writesAnExportThatVerifies() throws IOException {
    api.answer("GET /v1/audit/export", "200 " + all());
    Path file = state.resolve("fresh.ndjson");
    assertThat(run("audit", "export", file.toString())).isZero();
    assertThat(Files.readString(file)).isEqualTo(all());
    assertThat(api.out()).startsWith("7 lines written;");
    assertThat(file.resolveSibling("fresh.ndjson.half")).doesNotExist();
  }

  @Test
  void leavesAnOlderExportWhereTheNewOneIsRefused() throws IOException {
    assertThat(run("audit", "export", export.toString())).isEqualTo(CommandErrors.REFUSED);
    assertThat(Files.readString(export)).isEqualTo(all());
    assertThat(export.resolveSibling("export.ndjson.half")).doesNotExist();
  }

  @Test
  void verifiesAFileWithoutAServer() throws IOException {
    api.close();
    trusts(lines.getFirst());
    assertThat(run("audit", "verify", export.toString(), "--keys", keys.toString())).isZero();
    assertThat(api.out())
        .isEqualTo("whole: 5 entries, 1 signed heads, which confirm the first 5 entries\n");
  }

  @Test
  void saysThatTheKeysCameWithTheExport() {
    assertThat(run("audit", "verify", export.toString())).isZero();
    assertThat(api.out()).contains("note: The keys came with the export");
  }

  @Test
  void exitsWithOneAndNamesWhatIsWrong() throws IOException {
    Files.writeString(export, all().replace("actor-3", "actor-x"));
    assertThat(run("audit", "verify", export.toString())).isEqualTo(CommandErrors.NOT_WHOLE);
    assertThat(api.out())
        .startsWith("NOT WHOLE: 5 entries")
        .contains("  EDITED  Entry 3 does not have the hash that it was linked with.\n");
  }

  @Test
  void findsAFieldThatStandsTwice() throws IOException {
    Files.writeString(
        export, all().replace("\"actor\":\"actor-3\"", "\"actor\":\"x\",\"actor\":\"actor-3\""));
    assertThat(run("audit", "verify", export.toString())).isEqualTo(CommandErrors.NOT_WHOLE);
    assertThat(api.out()).contains("MALFORMED  Line 4 is no JSON object.");
  }

  @Test
  void findsTheEndCutOffByHeadsKeptElsewhere() throws IOException {
    Path heads = Files.writeString(state.resolve("heads.ndjson"), head + "\n");
    lines.removeLast();
    lines.removeLast();
    Files.writeString(export, all());
    assertThat(run("audit", "verify", export.toString())).isZero();
    assertThat(run("audit", "verify", export.toString(), "--heads", heads.toString()))
        .isEqualTo(CommandErrors.NOT_WHOLE);
    assertThat(api.out()).contains("TRUNCATED  A signed head covers 5 entries; the last one");
  }

  @Test
  void findsAHeadThatTheTrustedKeysDidNotSign() throws IOException, GeneralSecurityException {
    lines.clear();
    sample();
    trusts(lines.getFirst());
    assertThat(run("audit", "verify", export.toString(), "--keys", keys.toString()))
        .isEqualTo(CommandErrors.NOT_WHOLE);
    assertThat(api.out()).contains("FORGED_HEAD  The head of size 5 has a wrong signature.");
  }

  @Test
  void asksTheServerWhereThereIsNoFile() {
    api.answer(
        "POST /v1/audit:verify",
        """
        200 {"ok":false,"entries":5,"heads":1,"covered":0,"findings":[{"kind":"FORK","seq":5,
        "sentence":"Two \\u001b[31m histories."}],"remarks":[]}\
        """);
    assertThat(run("audit", "verify")).isEqualTo(CommandErrors.NOT_WHOLE);
    assertThat(api.out()).contains("  FORK  Two \\u001b[31m histories.\n");
  }

  @Test
  void verifiesAFreshExportHereWhereKeysAreGiven() throws IOException {
    api.answer("GET /v1/audit/export", "200 " + all());
    trusts(lines.getFirst());
    assertThat(run("audit", "verify", "--keys", keys.toString(), "--json")).isZero();
    assertThat(CadreClient.MAPPER.readTree(api.out()).path("covered").asInt()).isEqualTo(5);
  }

  @Test
  void printsKeysAsVerifyTakesThem() throws IOException {
    api.answer("GET /v1/audit/keys", "200 {\"items\":[" + lines.getFirst() + "],\"next\":null}");
    assertThat(run("audit", "keys")).isZero();
    Files.writeString(keys, api.out());
    assertThat(run("audit", "verify", export.toString(), "--keys", keys.toString())).isZero();
  }

  @Test
  void saysWhichFileCannotBeRead() throws IOException {
    for (String content : List.of("no JSON", "{}", "{\"items\":[]}", "{\"items\":[{}]}", "[]")) {
      Files.writeString(keys, content);
      assertThat(run("audit", "verify", export.toString(), "--keys", keys.toString()))
          .as(content)
          .isEqualTo(CommandErrors.USAGE);
    }
    assertThat(run("audit", "verify", state.resolve("none").toString()))
        .isEqualTo(CommandErrors.USAGE);
    assertThat(api.err()).contains("keys.json holds no key", "none");
  }
}
