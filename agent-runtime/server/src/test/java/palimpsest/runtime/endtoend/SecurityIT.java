package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;
import palimpsest.memory.tenant.TenantScope;
import tools.jackson.databind.json.JsonMapper;

/** Keys and tokens at every door, on one server with both. */
class SecurityIT {

    private static final String MASTER = "The harbor master is called %s. She counts 41 boats every evening.";

    private static JwkServer provider;
    private static Served server;
    private static Served admin;
    private static Served user;
    private static Served reader;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        provider = new JwkServer();
        server = Served.start(data, Map.of("palimpsest.security.mode", "api-key,oidc", "palimpsest.security.oidc.jwk-set-uri", provider.url(),
                "palimpsest.security.oidc.issuer-uri", JwkServer.ISSUER, "palimpsest.security.oidc.role-claim", "realm_access.roles", "palimpsest.security.oidc.operator-role", "palimpsest-operator",
                "palimpsest.embedding.enabled", "false"));
        admin = server.as(key("one", "ann", Role.ADMIN));
        user = server.as(key("one", "uwe", Role.USER));
        reader = server.as(key("one", "rita", Role.READER));
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.close();
    }

    private static String key(String tenant, String user, Role role) {
        return server.bean(ApiKeys.class).create(tenant, user, role, null).secret();
    }

    @Test
    void without_a_key_only_the_page_is_served_and_the_refusal_is_a_problem() throws Exception {
        assertThat(server.get("/").status()).isEqualTo(200);
        var refused = server.get("/api/conversations");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:unauthenticated");
        assertThat(server.as("plk_no_key_of_ours").get("/api/status").json().get("detail").asString()).contains("not known");
    }

    @Test
    void health_is_told_to_everyone_and_its_details_and_metrics_to_an_administrator() throws Exception {
        var health = server.get("/actuator/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.json().get("status").asString()).isEqualTo("UP");
        assertThat(health.body()).doesNotContain("database", "extractive");
        assertThat(server.get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(server.get("/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(admin.get("/actuator/health").json().at("/components/database/status").asString()).isEqualTo("UP");
        assertThat(admin.get("/actuator/health").json().at("/components/model/details/model").asString()).isEqualTo("extractive");
        assertThat(user.get("/actuator/health").body()).doesNotContain("components");
        assertThat(server.get("/actuator/prometheus").status()).isEqualTo(401);
        assertThat(user.get("/actuator/prometheus").status()).isEqualTo(403);
        assertThat(admin.get("/actuator/prometheus").body()).contains("jvm_memory_used_bytes");
        assertThat(admin.get("/actuator/env").status()).isEqualTo(404);
    }

    @Test
    void under_v1_a_refusal_has_the_shape_that_clients_of_openai_read() throws Exception {
        var error = server.as("sk-wrong").get("/v1/models");

        assertThat(error.status()).isEqualTo(401);
        assertThat(error.json().get("error").get("code").asString()).isEqualTo("invalid_api_key");
        assertThat(server.post("/v1/chat/completions", Map.of()).json().at("/error/code").asString()).isEqualTo("invalid_api_key");
        var forbidden = reader.post("/v1/chat/completions", Map.of());
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.json().at("/error/code").asString()).isEqualTo("insufficient_permissions");
    }

    @Test
    void openais_clients_and_the_verifier_work_for_the_tenant_of_the_key() throws Exception {
        for (String name : List.of("Wilma", "Ottilie")) {
            Served client = server.as(key("harbor of " + name, "ann", Role.USER));
            String conversation = client.conversation();
            client.upload(conversation, "harbor.txt", MASTER.formatted(name));

            assertThat(chat(client, conversation, "What is the harbor master called?", false).json().at("/choices/0/message/content").asString()).contains(name);
            assertThat(chat(client, conversation, "How many boats does the harbor master count?", true).body()).contains("41 boats", "data: [DONE]");
            assertThat(chat(user, conversation, "What is the harbor master called?", false).status()).isEqualTo(404);
            TenantScope.of("harbor of " + name, () -> {
                Awaitility.await().atMost(60, TimeUnit.SECONDS).until(TenantScope.handedOn(() -> !kept().isEmpty()));
                assertThat(kept()).containsOnly("harbor of " + name);
            });
        }
    }

    private static List<String> kept() {
        return server.bean(JdbcClient.class).sql("select tenant from verified_item").query(String.class).list();
    }

    private static Served.Answer chat(Served client, String conversation, String question, boolean stream) throws Exception {
        return client.send("POST", "/v1/chat/completions", Map.of("model", "default", "stream", stream, "messages", List.of(Map.of("role", "user", "content", question))),
                "X-Palimpsest-Conversation", conversation);
    }

    @Test
    void mcp_needs_a_key_and_shows_what_is_the_tenants() throws Exception {
        assertThat(server.send("POST", "/mcp", Map.of("jsonrpc", "2.0", "id", 1, "method", "ping"), "Accept", "application/json, text/event-stream").status()).isEqualTo(401);
        assertThat(server.send("GET", "/mcp", null, "Accept", "text/event-stream").status()).isEqualTo(401);
        assertThat(reader.post("/mcp", Map.of()).status()).isEqualTo(403);
        String secret = key("pier", "ann", Role.USER);
        try (var mine = mcp(secret); var strangers = mcp(key("quay", "ann", Role.USER))) {
            String id = Served.parse(text(mine, "addDocument", Map.of("name", "pier.txt", "text", MASTER.formatted("Wilma")))).get("document_id").asString();
            assertThat(text(mine, "searchDocuments", Map.of("query", "harbor master"))).contains("Wilma");
            var resource = McpSchema.ReadResourceRequest.builder("palimpsest://documents/" + id).build();
            assertThat(mine.readResource(resource).contents().toString()).contains("Wilma");

            assertThat(text(strangers, "listDocuments", Map.of())).doesNotContain(id);
            assertThat(text(strangers, "readDocument", Map.of("document_id", id))).contains("error").doesNotContain("Wilma");
            assertThatThrownBy(() -> strangers.readResource(resource)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void users_of_a_tenant_do_not_meet_under_a_name_that_both_give() throws Exception {
        String ann = key("dock", "ann", Role.USER);
        try (var client = mcp(ann)) {
            text(client, "addDocument", Map.of("name", "dock.txt", "text", MASTER.formatted("Wilma")));
        }
        assertThat(chat(server.as(ann), "mcp", "What is the harbor master called?", false).body()).contains("Wilma");
        var bens = chat(server.as(key("dock", "ben", Role.USER)), "mcp", "What is the harbor master called?", false);
        assertThat(bens.body()).contains("I found nothing").doesNotContain("Wilma");
    }

    private static McpSyncClient mcp(String secret) {
        var client = McpClient.sync(HttpClientStreamableHttpTransport.builder(server.url()).endpoint("/mcp").jsonMapper(new JacksonMcpJsonMapper(JsonMapper.builder().build()))
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + secret)).build()).build();
        client.initialize();
        return client;
    }

    private static String text(McpSyncClient client, String tool, Map<String, Object> arguments) {
        return ((McpSchema.TextContent) client.callTool(new McpSchema.CallToolRequest(tool, arguments)).content().getFirst()).text();
    }

    @Test
    void a_key_is_taken_from_either_header() throws Exception {
        String secret = key("one", "xenia", Role.READER);

        assertThat(server.as(secret).get("/api/status").status()).isEqualTo(200);
        assertThat(server.send("GET", "/api/status", null, "X-API-Key", secret).status()).isEqualTo(200);
    }

    @Test
    void a_reader_looks_a_user_converses_and_an_administrator_makes_agents() throws Exception {
        assertThat(reader.get("/api/conversations").status()).isEqualTo(200);
        assertThat(reader.post("/api/conversations", Map.of()).status()).isEqualTo(403);
        assertThat(user.post("/api/conversations", Map.of()).status()).isEqualTo(201);
        var refused = user.post("/api/agents", Map.of("name", "mine"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:forbidden");
        assertThat(user.get("/api/keys").status()).isEqualTo(403);
        assertThat(admin.post("/api/agents", Map.of("name", "mine")).status()).isEqualTo(201);
    }

    @Test
    void a_users_notes_are_that_users_and_an_administrators() throws Exception {
        assertThat(user.send("PUT", "/api/notes/user/uwe/note?key=user/tea", Map.of("summary", "tea", "content", "green")).status()).isEqualTo(201);
        assertThat(user.get("/api/notes/user/uwe").status()).isEqualTo(200);
        assertThat(admin.get("/api/notes/user/uwe").status()).isEqualTo(200);
        assertThat(reader.get("/api/notes/user/uwe").status()).isEqualTo(403);
        assertThat(user.send("PUT", "/api/notes/user/ann/note?key=user/tea", Map.of("summary", "tea", "content", "black")).status()).isEqualTo(403);
    }

    @Test
    void a_users_memory_is_that_users_and_an_administrators() throws Exception {
        Served bea = server.as(key("one", "bea", Role.USER));
        var turns = Map.of("conversation", "same name", "turns", List.of(Map.of("seq", 1, "speaker", "Uwe",
                "text", "Last Friday I adopted a puppy called Rex from the shelter in Hamburg, my kids love him.")));
        var decision = user.post("/api/memory/turns", turns).json().at("/decisions/0");
        assertThat(decision.get("subject").asString()).isEqualTo("uwe");
        assertThat(bea.post("/api/memory/turns", turns).json().get("decisions").size()).as("under the same name").isEqualTo(1);
        String record = user.get("/api/memory/records").json().at("/0/id").asString();

        for (var refused : List.of(bea.get("/api/memory/records?subject=uwe"), bea.get("/api/memory/records/" + record), reader.get("/api/memory/decisions?subject=uwe"),
                bea.get("/api/memory/clusters?subject=uwe"), bea.post("/api/memory/search", Map.of("subject", "uwe", "query", "puppy")),
                bea.post("/api/memory/turns", Map.of("subject", "uwe", "conversation", "c", "turns", turns.get("turns"))),
                bea.post("/api/memory/records/" + record + "/verify", Map.of()),
                bea.post("/api/memory/records/" + record + "/replace", Map.of("text", "no", "decision_id", decision.get("id").asString())),
                bea.post("/api/memory/decisions/" + decision.get("id").asString() + "/overrule", Map.of("keep", false)),
                bea.post("/api/memory/replay", Map.of("subject", "uwe")), bea.post("/api/memory/forget", Map.of("subject", "uwe")))) {
            assertThat(refused.status()).as(refused.body()).isEqualTo(403);
            assertThat(refused.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:forbidden");
        }
        assertThat(reader.get("/api/memory/records").status()).as("a reader's own").isEqualTo(200);
        try (var client = mcp(key("one", "bea", Role.USER))) {
            assertThat(text(client, "recallMemories", Map.of("query", "puppy", "subject", "uwe"))).contains("not yours").doesNotContain("Rex");
            assertThat(text(client, "remember", Map.of("text", "I sail.", "subject", "uwe"))).contains("not yours");
            assertThat(text(client, "recallMemories", Map.of("query", "puppy"))).contains("Rex");
        }
        assertThat(admin.get("/api/memory/records?subject=uwe").json().at("/0/id").asString()).isEqualTo(record);
        assertThat(user.post("/api/memory/forget", Map.of("conversation", "same name")).json().get("subject").asString()).isEqualTo("uwe");
        assertThat(bea.get("/api/memory/receipts").json().size()).isZero();
        assertThat(admin.get("/api/memory/receipts").json().size()).isEqualTo(1);
        assertThat(bea.get("/api/memory/records").json().size()).isEqualTo(1);
    }

    @Test
    void an_administrator_makes_and_revokes_keys_of_the_own_tenant() throws Exception {
        var made = admin.post("/api/keys", Map.of("user", "bob", "role", "reader", "expires", "1d"));
        assertThat(made.status()).isEqualTo(201);
        var bob = server.as(made.json().get("secret").asString());
        assertThat(bob.get("/api/status").status()).isEqualTo(200);
        assertThat(admin.get("/api/keys").body()).contains("\"bob\"").doesNotContain("secret");

        assertThat(admin.delete("/api/keys/" + made.json().get("id").asString()).status()).isEqualTo(204);
        assertThat(bob.get("/api/status").status()).isEqualTo(401);
        assertThat(admin.post("/api/keys", Map.of("user", "bob", "role", "king")).status()).isEqualTo(400);
    }

    @Test
    void only_an_operator_connects_models_and_the_key_is_shown_nowhere() throws Exception {
        Served operator = server.as(key("one", "otto", Role.OPERATOR));
        var mine = Map.of("provider", "openai", "base_url", "http://127.0.0.1:9/v1", "key_place", "memory", "key", "sk-never-shown");
        for (Served other : List.of(admin, user, reader)) {
            assertThat(other.post("/api/models/mine", mine).status()).isEqualTo(403);
            assertThat(other.send("PUT", "/api/models/mine", mine).status()).isEqualTo(403);
            assertThat(other.delete("/api/models/mine").status()).isEqualTo(403);
        }

        var made = operator.post("/api/models/mine", mine);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().at("/connection/key_present").asBoolean()).isTrue();
        String agent = admin.post("/api/agents", Map.of("name", "mined", "model", "mine")).json().get("id").asString();
        assertThat(user.post("/api/models/mine/test", null).json().get("failure").asString()).isEqualTo("unreachable");
        var used = operator.delete("/api/models/mine");
        assertThat(used.status()).isEqualTo(409);
        assertThat(used.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:in-use");
        assertThat(admin.delete("/api/agents/" + agent).status()).isEqualTo(204);
        var audit = admin.get("/api/audit");
        assertThat(audit.json().get("entries")).anyMatch(entry -> entry.get("path").asString().equals("/api/models/{name}") && entry.at("/targets/name").asString().equals("mine")
                && entry.get("user").asString().equals("otto"));
        assertThat(made.body() + reader.get("/api/models").body() + reader.get("/api/models/mine").body() + audit.body()).contains("127.0.0.1:9").doesNotContain("never-shown");
        assertThat(operator.delete("/api/models/mine").status()).isEqualTo(204);
        assertThat(operator.post("/api/models/cloud", Map.of("provider", "openai", "base_url", "http://169.254.169.254/v1")).status()).isEqualTo(400);
    }

    @Test
    void an_operator_sees_the_usage_of_all_tenants_and_others_their_own() throws Exception {
        for (String tenant : List.of("usage one", "usage two")) {
            Served client = server.as(key(tenant, "ann", Role.USER));
            String conversation = client.conversation();
            client.upload(conversation, "harbor.txt", MASTER.formatted("Wilma"));
            client.ask(conversation, "What is the harbor master called?");
        }
        Served operator = server.as(key("usage one", "otto", Role.OPERATOR));
        Served administrator = server.as(key("usage one", "root", Role.ADMIN));

        assertThat(operator.get("/api/usage?all_tenants=true").json().get("lines")).extracting(line -> line.get("tenant").asString()).contains("usage one", "usage two");
        assertThat(operator.get("/api/usage").json().get("lines")).extracting(line -> line.get("tenant").asString()).containsOnly("usage one");
        assertThat(administrator.get("/api/usage").json().get("lines")).extracting(line -> line.get("tenant").asString()).containsOnly("usage one");
        assertThat(administrator.get("/api/usage?all_tenants=true").status()).isEqualTo(403);
        assertThat(administrator.get("/api/status").json().at("/caller/role").asString()).isEqualTo("admin");
    }

    @Test
    void nobody_below_an_operator_becomes_one() throws Exception {
        assertThat(admin.post("/api/keys", Map.of("user", "bob", "role", "operator")).status()).isEqualTo(403);
        assertThat(server.as(key("one", "otto", Role.OPERATOR)).post("/api/keys", Map.of("user", "bob", "role", "operator")).status()).isEqualTo(201);
        var roles = Map.of("tenant", "two", "realm_access", Map.of("roles", List.of("operator", "user")));
        assertThat(bearer(provider.token(Instant.now().plusSeconds(300), JwkServer.ISSUER, roles)).get("/api/status").json().at("/caller/role").asString()).isEqualTo("user");
        var named = Map.of("tenant", "two", "realm_access", Map.of("roles", List.of("palimpsest-operator")));
        assertThat(bearer(provider.token(Instant.now().plusSeconds(300), JwkServer.ISSUER, named)).get("/api/status").json().at("/caller/role").asString()).isEqualTo("operator");
    }

    @Test
    void a_token_of_the_provider_counts_by_its_claims() throws Exception {
        Instant later = Instant.now().plusSeconds(300);
        var roles = Map.of("roles", List.of("offline", "user"));

        assertThat(bearer(provider.token(later, JwkServer.ISSUER, Map.of("tenant", "two", "realm_access", roles))).post("/api/conversations", Map.of()).status())
                .isEqualTo(201);
        assertThat(admin.get("/api/conversations").body()).doesNotContain("olga");
        assertThat(bearer(provider.token(later, JwkServer.ISSUER, Map.of("realm_access", roles))).get("/api/status").json().get("detail").asString())
                .contains("tenant");
        assertThat(bearer(provider.token(later, JwkServer.ISSUER, Map.of("tenant", "two"))).get("/api/status").status()).isEqualTo(401);
    }

    @Test
    void a_token_that_is_forged_expired_or_from_elsewhere_is_none() throws Exception {
        Instant later = Instant.now().plusSeconds(300);
        var claims = Map.of("tenant", "two", "realm_access", Map.of("roles", List.of("admin")));

        assertThat(bearer(provider.forged(later, claims)).get("/api/status").status()).isEqualTo(401);
        assertThat(bearer(provider.token(Instant.now().minusSeconds(600), JwkServer.ISSUER, claims)).get("/api/status").status()).isEqualTo(401);
        assertThat(bearer(provider.token(later, "https://elsewhere.test", claims)).get("/api/status").status()).isEqualTo(401);
        assertThat(bearer("not.a.token").get("/api/status").status()).isEqualTo(401);
    }

    @Test
    void the_user_of_a_conversation_is_the_callers_whatever_the_request_says() throws Exception {
        String conversation = user.post("/api/conversations", Map.of("user_id", "someone-else")).json().get("id").asString();

        assertThat(user.get("/api/conversations/" + conversation + "/export").json().get("conversation").get("user_id").asString()).isEqualTo("uwe");
    }

    private static Served bearer(String token) {
        return server.as(token);
    }
}
