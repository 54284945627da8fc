package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;
import palimpsest.memory.testing.TestServer;

/** A runtime whose transactions take turns on fewer connections than it has itself (docs/scaling.md). */
class PgBouncerIT {

    private static final int CONNECTIONS = 3;

    @TempDir
    private Path folder;

    @Test
    void two_tenants_ask_search_and_remember_at_once_over_connections_of_the_pooler_as_the_owner_of_the_database() throws Exception {
        TestServer server = server();
        assumeThat(server.superuser()).as("needs a superuser in PALIMPSEST_TEST_DATABASE_URL: it makes the owner and pgvector").isTrue();
        work(server.ownedDatabase(true));
    }

    @Test
    void so_they_do_as_the_user_of_the_server() throws Exception {
        work(server().database("pgbouncer"));
    }

    private static TestServer server() {
        Optional<TestServer> configured = TestServer.configured();
        assumeThat(configured).as("needs PALIMPSEST_TEST_DATABASE_URL: the embedded database has its own order of connections").isPresent();
        return configured.get();
    }

    /** From the first migration on. */
    private void work(String database) throws Exception {
        Optional<Path> program = PgBouncer.installed();
        assumeThat(program).as("needs pgbouncer on the PATH").isPresent();
        try (PgBouncer pooler = PgBouncer.start(program.get(), folder, database, CONNECTIONS)) {
            try (Served served = Served.start(folder, Map.of("palimpsest.database.url", pooler.url(), "palimpsest.security.mode", "api-key"))) {
                List<Callable<Void>> tenants = new ArrayList<>();
                for (var own : Map.of("harbor", "Wilma Krull", "mill", "Olle Brandt").entrySet()) {
                    Served client = served.as(served.bean(ApiKeys.class).create(own.getKey(), "ann", Role.ADMIN, null).secret());
                    for (int conversation = 0; conversation < 2; conversation++) {
                        tenants.add(() -> ask(client, own.getKey(), own.getValue()));
                    }
                }
                try (var threads = Executors.newFixedThreadPool(tenants.size())) {
                    for (Future<Void> done : threads.invokeAll(tenants)) {
                        done.get();
                    }
                }
            }
            assertThat(leftInSessions(pooler.url())).containsOnly("|true");
        }
    }

    private static Void ask(Served client, String place, String keeper) throws Exception {
        String conversation = client.conversation();
        client.uploadBeside(conversation, place + ".txt", "The keeper of the lantern is " + keeper + ", who lives at the " + place + ".");
        for (int turn = 0; turn < 3; turn++) {
            assertThat(Served.event(client.ask(conversation, "Who is the keeper of the lantern?"), "answer").toString()).contains(keeper);
            assertThat(client.post("/api/search", Map.of("query", "keeper of the lantern")).json().findValuesAsString("text"))
                    .isNotEmpty().allMatch(text -> text.contains(keeper));
            assertThat(client.get("/api/conversations").json().toString()).contains(conversation);
        }
        client.post("/api/memory/turns", Map.of("subject", "lantern", "conversation", conversation, "turns", List.of(Map.of("seq", 1, "speaker", "Ann",
                "at", "2024-05-01T10:00:00Z", "text", "My sister " + keeper + " moved to the " + place + " in March 2021 to work as a keeper."))));
        assertThat(client.get("/api/memory/decisions?subject=lantern").json().findValuesAsString("text")).isNotEmpty().allMatch(text -> text.contains(keeper));
        return null;
    }

    /** Tenant, and whether the role is the user's own, in each session of the server that the pooler holds. */
    private static List<String> leftInSessions(String url) throws Exception {
        List<Connection> held = new ArrayList<>();
        List<String> left = new ArrayList<>();
        try {
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                held.add(DriverManager.getConnection(url));
                held.getLast().setAutoCommit(false);
                try (var row = held.getLast().createStatement().executeQuery(
                        "select coalesce(current_setting('palimpsest.tenant', true), '') || coalesce(current_setting('palimpsest.all_tenants', true), '') || '|' "
                                + "|| (current_user = session_user)::text")) {
                    row.next();
                    left.add(row.getString(1));
                }
            }
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
        return left;
    }
}
