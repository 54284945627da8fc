package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;
import palimpsest.memory.tenant.TenantScope;

/** Every endpoint, asked by an administrator of one tenant for what belongs to another. */
class OtherTenantsIT {

    /** Names what the first tenant has; the stranger says it too. */
    private static final String MARK = "zebraquilt";
    /** Stands in what the first tenant has, and nowhere else. */
    private static final String SECRET = "quillhaven";
    private static final UUID EVOLUTION = UUID.randomUUID();

    private static Served server;
    private static Served owner;
    private static Served stranger;
    private static final Map<String, String> IDS = new TreeMap<>();
    private static final Map<String, Case> CASES = new TreeMap<>();

    /** What is sent, and the statuses that tell nothing. */
    private record Case(String query, Object body, Set<Integer> statuses) {}

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        server = Served.start(data, Map.of("palimpsest.security.mode", "api-key", "palimpsest.embedding.enabled", "false"));
        owner = server.as(server.bean(ApiKeys.class).create("owner", "olga", Role.OPERATOR, null).secret());
        stranger = server.as(server.bean(ApiKeys.class).create("stranger", "sam", Role.OPERATOR, null).secret());
        fill();
        cases();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Gives the first tenant something of everything. */
    private static void fill() throws Exception {
        IDS.put("agent", owner.post("/api/agents", Map.of("name", MARK, "system_prompt", "You are " + SECRET + ".")).json().get("id").asString());
        IDS.put("model", MARK);
        owner.post("/api/models/" + MARK, Map.of("provider", "openai", "base_url", "http://127.0.0.1:9/" + SECRET, "model_name", SECRET));
        String conversation = owner.post("/api/conversations", Map.of("title", SECRET)).json().get("id").asString();
        IDS.put("conversation", conversation);
        IDS.put("document", owner.upload(conversation, SECRET + ".txt", "The " + MARK + " treaty of " + SECRET + " was signed by Aurelia.").json().get("documents").get(0).get("id").asString());
        var answer = owner.ask(conversation, "Who signed the " + MARK + " treaty?");
        IDS.put("run", Served.event(answer, "answer").get("run_id").asString());
        IDS.put("response", owner.post("/v1/responses", Map.of("model", "default", "conversation", conversation, "input", "Who signed it?")).json().get("id").asString());
        owner.send("PUT", "/api/notes/user/olga/note?key=user/" + MARK, Map.of("summary", SECRET, "content", SECRET));
        owner.post("/api/memory-tool", Map.of("command", "create", "path", "/memories/" + MARK + ".md", "file_text", SECRET));
        owner.post("/api/conversations/" + conversation + "/feedback", Map.of("run_id", IDS.get("run"), "verdict", "up", "comment", SECRET));
        var decided = owner.post("/api/memory/turns", Map.of("subject", MARK, "conversation", "c", "turns", List.of(Map.of("seq", 1, "speaker", "Ann",
                "at", "2024-05-01T10:00:00Z", "text", "My sister " + SECRET + " Keller moved to Lisbon in March 2021 to work as a nurse."))));
        IDS.put("decision", decided.json().get("decisions").get(0).get("id").asString());
        owner.post("/api/memory/decisions/" + IDS.get("decision") + "/overrule", Map.of("keep", true, "by", "olga"));
        var records = owner.get("/api/memory/records?subject=" + MARK).json();
        IDS.put("record", records.isEmpty() ? UUID.randomUUID().toString() : records.get(0).get("id").asString());
        owner.send("PUT", "/api/meta-memory", Map.of("base_version", 0, "rules", List.of("Mind the " + SECRET + ".")));
        IDS.put("key", owner.get("/api/keys").json().get(0).get("id").asString());
        TenantScope.of("owner", () -> {
            var jdbc = server.bean(JdbcClient.class);
            jdbc.sql("insert into meta_evolution (id, tenant, status, settings, base_version) values (:id, 'owner', 'failed', '{}', 0)").param("id", EVOLUTION).update();
            jdbc.sql("insert into meta_training_case values (:id, 0, 'q', :mark, '[]', :mark, 'plain', 'owner')").param("id", EVOLUTION).param("mark", SECRET).update();
        });
    }

    private static void cases() {
        // lists and searches of one's own
        for (String listed : List.of("/api/agents", "/api/conversations", "/api/keys", "/api/meta-memory", "/api/meta-memory/versions", "/api/meta-memory/evolutions",
                "/api/memory/receipts", "/api/status", "/api/models", "/api/tools", "/api/usage", "/api/notes", "/api/memory-tool/owners", "/api/memory-tool/files", "/v1/models")) {
            add("GET " + listed, "", null, 200);
        }
        add("GET /api/audit", "?after=0", null, 200);
        add("GET /api/search", "?q=" + MARK + "&document=" + IDS.get("document"), null, 200);
        add("POST /api/search/explain", "", Map.of("query", "treaty", "document_id", IDS.get("document"), "passage", 0), 404);
        add("GET /api/conversations/search", "?q=" + MARK, null, 200);
        add("POST /api/search", "", Map.of("query", "treaty", "documents", List.of(IDS.get("document"))), 200);
        for (String listed : List.of("records", "decisions", "clusters")) {
            add("GET /api/memory/" + listed, "?subject=" + MARK, null, 200);
        }
        add("POST /api/memory/search", "", Map.of("subject", MARK, "query", "Where did my sister move?"), 200);
        add("POST /api/memory/replay", "", Map.of("subject", MARK, "gate", "keep-everything"), 200);
        add("POST /api/memory/forget", "", Map.of("subject", MARK, "by", "sam"), 200, 404);
        add("POST /api/memory/turns", "", Map.of("subject", "own", "conversation", "c", "turns", List.of(Map.of("seq", 1, "speaker", "Sam",
                "at", "2024-05-01T10:00:00Z", "text", "I have a cat."))), 200);
        add("GET /api/memory-tool/versions", "?path=/memories/" + MARK + ".md", null, 200, 404);
        add("POST /api/memory-tool", "", Map.of("command", "view", "path", "/memories"), 200);
        add("GET /api/notes/{scope}/{owner}", "", null, 200, 404);
        // something new that names what is another's
        add("POST /api/agents", "", Map.of("name", "own"), 201);
        add("POST /api/keys", "", Map.of("user", "sam"), 201);
        add("POST /api/conversations", "", Map.of("agent_id", IDS.get("agent")), 404);
        add("POST /api/conversations/import", "?agent=" + MARK, Map.of("messages", List.of(Map.of("role", "user", "content", "hello"))), 404);
        add("PUT /api/meta-memory", "", Map.of("base_version", 0, "rules", List.of("Read dates with care.")), 200);
        add("POST /api/meta-memory/evolutions", "", Map.of("from_feedback", true), 400, 422);
        add("PUT /api/notes/{scope}/{owner}/note", "?key=user/other", Map.of("summary", "s", "content", "c"), 201, 404);
        add("POST /api/notes/{scope}/{owner}/restore", "?version=1&key=user/" + MARK, null, 404);
        for (String read : List.of("GET /api/notes/{scope}/{owner}/note", "GET /api/notes/{scope}/{owner}/versions", "DELETE /api/notes/{scope}/{owner}/note")) {
            add(read, "?key=user/" + MARK, null, 200, 404);
        }
        // what is another's, by its id
        for (String path : List.of("", "/events", "/messages", "/notes", "/window", "/export", "/documents", "/runs", "/feedback", "/ledger", "/procedure", "/events/page")) {
            add("GET /api/conversations/{id}" + path, "", null, 404);
        }
        add("PUT /api/agents/{id}", "", Map.of("name", "mine"), 404);
        add("DELETE /api/agents/{id}", "", null, 404);
        add("GET /api/models/{name}", "", null, 404);
        add("PUT /api/models/{name}", "", Map.of("provider", "openai"), 404);
        add("DELETE /api/models/{name}", "", null, 404);
        add("POST /api/models/{name}", "", Map.of("provider", "none"), 400);
        add("POST /api/models/{name}/test", "", null, 404);
        add("POST /api/tools/servers/{name}/check", "", null, 404);
        add("PATCH /api/conversations/{id}", "", Map.of("title", "mine"), 404);
        add("DELETE /api/conversations/{id}", "", null, 404);
        add("POST /api/conversations/{id}/messages", "", Map.of("content", "What is there?"), 404);
        add("POST /api/conversations/{id}/cancel", "", null, 404);
        add("POST /api/conversations/{id}/documents", "", null, 404);
        add("POST /api/conversations/{id}/feedback", "", Map.of("run_id", IDS.get("run"), "verdict", "up"), 404);
        add("POST /api/conversations/{id}/ledger/{seq}/undo", "", null, 404);
        add("DELETE /api/conversations/{id}/documents/{documentId}", "", null, 404);
        for (String of : List.of("agents", "documents", "runs", "memory/records", "meta-memory/evolutions")) {
            add("GET /api/" + of + "/{id}", "", null, 404);
        }
        add("GET /api/documents/{id}/text", "", null, 404);
        add("DELETE /api/documents/{id}", "", null, 404);
        for (String what : List.of("pause", "resume", "cancel", "retry", "fork")) {
            add("POST /api/runs/{id}/" + what, "", Map.of(), 404);
        }
        add("POST /api/runs/{id}/approvals/{callId}", "", Map.of("approved", true), 404);
        add("POST /api/memory/records/{id}/verify", "", Map.of("by", "sam"), 404);
        add("POST /api/memory/records/{id}/replace", "", Map.of("text", "x", "decision_id", IDS.get("decision")), 404);
        add("POST /api/memory/decisions/{id}/overrule", "", Map.of("by", "sam", "keep", false), 404);
        add("GET /api/meta-memory/versions/{number}", "", null, 200, 404);
        add("GET /api/meta-memory/versions/{number}/diff", "", null, 200, 404);
        add("POST /api/meta-memory/versions/{number}/rollback", "", null, 200, 201, 404);
        add("GET /api/meta-memory/evolutions/{id}/trajectories", "", null, 404);
        add("POST /api/meta-memory/evolutions/{id}/cancel", "", null, 404);
        add("POST /api/meta-memory/evolutions/{id}/resume", "", Map.of(), 404, 422); // 422: there is no language model, whoever asks
        add("DELETE /api/keys/{id}", "", null, 404);
        // the owner's agents and conversations, as OpenAI's clients name them; their own histories are in SecurityIT
        add("GET /v1/models/{*id}", "", null, 404);
        add("POST /v1/chat/completions", "", Map.of("model", MARK, "messages", List.of(Map.of("role", "user", "content", "Who are you?"))), 404);
        add("POST /v1/responses", "", Map.of("model", "default", "previous_response_id", IDS.get("response"), "input", "And who else?"), 404);
        add("POST /v1/embeddings", "", Map.of("model", MARK, "input", "treaty"), 404);
    }

    private static void add(String endpoint, String query, Object body, Integer... statuses) {
        CASES.put(endpoint, new Case(query, body, Set.of(statuses)));
    }

    private static Set<String> endpoints() {
        var found = new TreeSet<String>();
        server.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, method) -> {
            if (method.getBeanType().getPackageName().startsWith("palimpsest")) {
                mapping.getMethodsCondition().getMethods().forEach(verb -> mapping.getPatternValues().forEach(path -> found.add(verb + " " + path)));
            }
        });
        return found;
    }

    @Test
    void every_endpoint_has_a_case() {
        assertThat(endpoints()).as("give a new endpoint a case in OtherTenantsIT: what a stranger sends for the owner's ids, and the statuses that tell nothing")
                .isEqualTo(CASES.keySet());
    }

    @TestFactory
    List<DynamicTest> a_stranger_learns_and_changes_nothing() {
        var tests = new ArrayList<DynamicTest>();
        CASES.forEach((endpoint, given) -> tests.add(DynamicTest.dynamicTest(endpoint, () -> {
            String verb = endpoint.substring(0, endpoint.indexOf(' '));
            String path = filled(endpoint.substring(endpoint.indexOf(' ') + 1)) + given.query();
            var answer = path.endsWith("/documents") && verb.equals("POST") ? stranger.upload(IDS.get("conversation"), "x.txt", "text")
                    : stranger.send(verb, path, given.body());

            assertThat(given.statuses()).as(answer.body()).contains(answer.status());
            assertThat(answer.body()).doesNotContainIgnoringCase(SECRET).doesNotContain("Aurelia").doesNotContain("Keller");
        })));
        tests.add(DynamicTest.dynamicTest("what the owner has is as it was", OtherTenantsIT::unchanged));
        return tests;
    }

    private static String filled(String pattern) {
        String id = pattern.startsWith("/v1/models/") ? "model" : pattern.contains("/agents/") ? "agent" : pattern.contains("/documents/{id}") ? "document" : pattern.contains("/runs/{id}") ? "run"
                : pattern.contains("/records/") ? "record" : pattern.contains("/decisions/") ? "decision" : pattern.contains("/keys/") ? "key" : "conversation";
        return pattern.replace("{*id}", "{id}").replace("{id}", pattern.contains("/evolutions/") ? EVOLUTION.toString() : IDS.get(id)).replace("{documentId}", IDS.get("document"))
                .replace("{seq}", "3").replace("{callId}", "call_1").replace("{number}", "1").replace("{scope}", "user").replace("{owner}", "olga").replace("{name}", pattern.startsWith("/api/models/") ? IDS.get("model") : "nobody");
    }

    private static void unchanged() throws Exception {
        assertThat(owner.get("/api/conversations/" + IDS.get("conversation")).json().get("title").asString()).isEqualTo(SECRET);
        assertThat(owner.get("/api/agents/" + IDS.get("agent")).status()).isEqualTo(200);
        assertThat(owner.get("/api/documents/" + IDS.get("document") + "/text").body()).contains("Aurelia");
        assertThat(owner.get("/api/notes/user/olga/note?key=user/" + MARK).json().get("content").asString()).isEqualTo(SECRET);
        assertThat(owner.get("/api/memory/decisions?subject=" + MARK).body()).contains("Keller");
        assertThat(owner.get("/api/meta-memory").body()).contains(SECRET);
        assertThat(owner.get("/api/models/" + MARK).body()).contains(SECRET);
        assertThat(owner.get("/api/runs/" + IDS.get("run")).status()).isEqualTo(200);
    }
}
