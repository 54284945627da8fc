package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;
import palimpsest.memory.testing.TestServer;

/** The runtime on tables that {@code deploy/citus.sql} distributed over several nodes (docs/scaling.md). */
class CitusIT {

    private static final List<String> KEEPERS = List.of("Wilma Krull", "Olle Brandt", "Aurelia Thorn", "Jakob Lindt");

    @Test
    void tenants_on_several_nodes_ask_search_remember_and_forget_and_none_finds_what_is_anothers(@TempDir Path folder) throws Exception {
        Optional<TestServer> server = TestServer.configured().filter(TestServer::distributes);
        assumeThat(server).as("needs servers with Citus in PALIMPSEST_TEST_DATABASE_URL and PALIMPSEST_TEST_CITUS_NODES").isPresent();
        List<String> conversations = new ArrayList<>();
        List<Served> clients = new ArrayList<>();
        try (Served served = Served.start(folder, Map.of("palimpsest.security.mode", "api-key"))) {
            for (int tenant = 0; tenant < KEEPERS.size(); tenant++) {
                clients.add(served.as(served.bean(ApiKeys.class).create("tenant-" + tenant, "ann", Role.ADMIN, null).secret()));
                conversations.add(clients.get(tenant).conversation());
                ask(clients.get(tenant), conversations.get(tenant), KEEPERS.get(tenant));
            }
            for (int tenant = 0; tenant < KEEPERS.size(); tenant++) {
                assertThat(clients.get(tenant).get("/api/conversations/" + conversations.get((tenant + 1) % KEEPERS.size())).status()).isEqualTo(404);
                forget(clients.get(tenant), KEEPERS.get(tenant));
            }
        }
        try (var connection = DriverManager.getConnection(server.get().database(folder.toString())); var statement = connection.createStatement();
             var nodes = statement.executeQuery("select count(distinct get_shard_id_for_distribution_column('agent', 'tenant-' || n)) from generate_series(0, 3) n")) {
            nodes.next();
            assertThat(nodes.getInt(1)).as("shards that hold a tenant").isGreaterThan(1);
        }
    }

    private static void ask(Served client, String conversation, String keeper) throws Exception {
        client.uploadBeside(conversation, "light.txt", "The keeper of the Marram light is " + keeper + ".");
        assertThat(Served.event(client.ask(conversation, "Who is the keeper of the Marram light?"), "answer").toString()).contains(keeper);
        assertThat(client.post("/api/search", Map.of("query", "keeper of the light")).json().findValuesAsString("text")).isNotEmpty().allMatch(text -> text.contains(keeper));
        client.post("/api/memory/turns", Map.of("subject", "lantern", "conversation", "c", "turns", List.of(Map.of("seq", 1, "speaker", "Ann",
                "at", "2024-05-01T10:00:00Z", "text", "My sister " + keeper + " moved to Lisbon in March 2021 to work as a nurse."))));
        assertThat(recalled(client)).anyMatch(text -> text.contains(keeper));
        assertThat(client.get("/api/audit?after=0").json().toString()).contains("/api/search");
    }

    private static void forget(Served client, String keeper) throws Exception {
        assertThat(recalled(client)).anyMatch(text -> text.contains(keeper)).noneMatch(text -> KEEPERS.stream().anyMatch(other -> !other.equals(keeper) && text.contains(other)));
        assertThat(client.post("/api/memory/forget", Map.of("subject", "lantern", "by", "ann")).status()).isEqualTo(200);
        assertThat(recalled(client)).isEmpty();
    }

    private static List<String> recalled(Served client) throws Exception {
        return client.get("/api/memory/records?subject=lantern").json().findValuesAsString("text");
    }
}
