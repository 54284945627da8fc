package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
        server = Served.start(data, Map.of("palimpsest.security.mode", "api-key", "palimpsest.embedding.enabled", "false"));
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
}
