package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;

/** What is written down, and how much is allowed, over HTTP; each test has a tenant of its own. */
class LimitsIT {

    private static Served server;

    @BeforeAll
    static void start(@TempDir Path data) {
        server = Served.start(data, Map.of("palimpsest.security.mode", "api-key", "palimpsest.embedding.enabled", "false",
                "palimpsest.security.rate.requests-per-minute", "30", "palimpsest.security.max-body", "10KB",
                "palimpsest.quotas.documents", "1", "palimpsest.quotas.conversations", "2", "palimpsest.quotas.tokens-per-day", "1"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Served caller(String tenant, Role role) {
        return server.as(server.bean(ApiKeys.class).create(tenant, role.label(), role, null).secret());
    }

    @Test
    void changes_and_refusals_are_in_the_audit_log_of_their_tenant_without_content() throws Exception {
        var admin = caller("audited", Role.ADMIN);
        String conversation = admin.post("/api/conversations", Map.of("title", "quillhaven")).json().get("id").asString();
        admin.delete("/api/conversations/" + conversation + "?why=quillhaven");
        caller("audited", Role.READER).post("/api/conversations", Map.of());
        admin.get("/api/conversations");
        caller("elsewhere", Role.ADMIN).post("/api/conversations", Map.of());

        var page = admin.get("/api/audit?after=0&limit=2");
        var entries = page.json().get("entries");
        assertThat(entries).extracting(entry -> entry.get("method").asString() + " " + entry.get("path").asString() + " " + entry.get("status").asInt())
                .containsExactly("POST /api/conversations 201", "DELETE /api/conversations/{id} 204");
        assertThat(entries.get(1).get("targets").get("id").asString()).isEqualTo(conversation);
        assertThat(entries.get(1).get("caller").asString()).startsWith("key:");
        var rest = admin.get("/api/audit?after=" + page.json().get("next").asLong());
        assertThat(rest.json().get("entries")).hasSize(1);
        assertThat(rest.json().get("entries").get(0).get("outcome").asString()).isEqualTo("refused");
        assertThat(admin.get("/api/audit?limit=1").json().get("entries").get(0).get("user").asString()).isEqualTo("reader");
        assertThat(page.body() + rest.body()).doesNotContain("quillhaven").doesNotContain("elsewhere");
        assertThat(caller("audited", Role.USER).get("/api/audit").status()).isEqualTo(403);
    }

    @Test
    void a_key_that_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up() throws Exception {
        var eager = caller("eager", Role.ADMIN);
        for (int i = 0; i < 30; i++) {
            assertThat(eager.get("/api/agents").status()).isEqualTo(200);
        }
        var refused = eager.get("/api/agents");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:rate-limited");
        assertThat(refused.json().get("detail").asString()).containsPattern("again in [1-9]\\d? s");
        assertThat(eager.get("/v1/models").json().get("error").get("type").asString()).isEqualTo("rate_limit_error");

        var other = caller("eager", Role.ADMIN);
        assertThat(other.get("/api/audit?after=0").json().get("entries")).as("one of the refusals is written, not each")
                .extracting(entry -> entry.get("status").asInt()).containsExactly(429);
    }

    @Test
    void a_body_over_the_limit_is_refused_and_a_file_is_not() throws Exception {
        var user = caller("writer", Role.USER);
        String conversation = user.conversation();
        var refused = user.post("/api/conversations", Map.of("title", "x".repeat(11_000)));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:body-too-large");
        assertThat(user.post("/v1/chat/completions", Map.of("model", "x".repeat(11_000))).json().get("error").get("code").asString()).isEqualTo("request_too_large");
        assertThat(user.upload(conversation, "long.txt", "A long text. ".repeat(2000)).status()).isEqualTo(200);
    }

    @Test
    void a_tenant_at_its_quota_is_told_which_and_what_to_do() throws Exception {
        var user = caller("large", Role.USER);
        String conversation = user.conversation();
        assertThat(user.upload(conversation, "one.txt", "The treaty of Quillhaven was signed by Aurelia.").status()).isEqualTo(200);
        reached(user.upload(conversation, "two.txt", "Another text."), "1 documents", "palimpsest.quotas.documents");

        user.ask(conversation, "Who signed the treaty?");
        reached(user.post("/api/conversations/" + conversation + "/messages", Map.of("content", "When?")), "1 tokens a day", "midnight UTC");
        var error = user.post("/v1/chat/completions", Map.of("model", "default", "messages", List.of(Map.of("role", "user", "content", "Who signed it?"))));
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.json().get("error").get("code").asString()).isEqualTo("insufficient_quota");

        user.conversation();
        reached(user.post("/api/conversations", Map.of()), "2 conversations", "DELETE /api/conversations/{id}");
        user.delete("/api/conversations/" + conversation);
        assertThat(user.post("/api/conversations", Map.of()).status()).isEqualTo(201);
    }

    private static void reached(Served.Answer answer, String which, String instead) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:palimpsest:problem:quota-reached");
        assertThat(answer.json().get("detail").asString()).contains("quota of " + which, instead);
    }
}
