package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;

/** Keys and tokens over HTTP, on one server with both. */
class SecurityIT {

    private static JwkServer provider;
    private static Served server;
    private static Served admin;
    private static Served user;
    private static Served reader;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        provider = new JwkServer();
        server = Served.start(data, Map.of("palimpsest.security.mode", "api-key,oidc", "palimpsest.security.oidc.jwk-set-uri", provider.url(),
                "palimpsest.security.oidc.issuer-uri", JwkServer.ISSUER, "palimpsest.security.oidc.role-claim", "realm_access.roles",
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
