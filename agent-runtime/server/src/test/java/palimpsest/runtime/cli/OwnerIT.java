package palimpsest.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.testing.TestServer;

/** A server where the product's user owns its database and is no superuser, as on most of them. */
class OwnerIT {

    private static final String QUESTION = "Who is the keeper of the Marram light?";

    @TempDir
    private Path folder;
    private TestServer server;

    @BeforeEach
    void a_server_that_has_other_users() {
        var configured = TestServer.configured();
        assumeThat(configured).as("needs PALIMPSEST_TEST_DATABASE_URL: the embedded database has superusers only").isPresent();
        server = configured.get();
        assumeThat(server.superuser()).as("needs a superuser in PALIMPSEST_TEST_DATABASE_URL: it makes the owner and pgvector").isTrue();
    }

    @Test
    void a_database_is_worked_in_backed_up_restored_and_moved_by_its_owner() throws Exception {
        String url = server.ownedDatabase(true);
        String other = server.ownedDatabase(true);
        Files.writeString(Files.createDirectory(folder.resolve("docs")).resolve("light.txt"), "The keeper of the Marram light is Olle Brandt.");
        String docs = folder.resolve("docs").toString();

        Ended asked = run(url, "ask", "--docs", docs, "--question", QUESTION, "--json");
        assertThat(asked.status()).as(asked.err()).isZero();
        assertThat(asked.err()).as("what a first start says").doesNotContain("WARN");
        assertThat(asked.json().get("answer").asString()).contains("Olle Brandt");
        run(url, "keys", "create", "--tenant", "theirs", "--user", "bob");
        policies_hold_for_the_owner(url);

        String backup = folder.resolve("all.zip").toString();
        assertThat(run(url, "backup", "--to", backup)).matches(ended -> ended.status() == 0, "backed up");
        Ended restored = run(other, "restore", "--from", backup);
        assertThat(restored.status()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("1 conversations");
        assertThat(run(other, "restore", "--from", backup).err()).contains("not empty");

        String export = folder.resolve("one.json").toString();
        assertThat(run(other, "export", "--conversation", asked.json().get("conversation_id").asString(), "--out", export).status()).isZero();
        Ended imported = run(url, "import", export, "--json");
        assertThat(imported.status()).as(imported.err()).isZero();
        assertThat(run(other, "keys", "list", "--tenant", "theirs", "--json").json()).hasSize(1);
    }

    @Test
    void without_pgvector_its_owner_is_told_who_creates_it() {
        Ended ended = run(server.ownedDatabase(false), "keys", "list");
        assertThat(ended.status()).isEqualTo(ExitCode.NO_DATABASE);
        assertThat(ended.err()).contains("Let a superuser run \"create extension vector\" once in this database").hasLineCount(1);
    }

    private static void policies_hold_for_the_owner(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url); Statement statement = connection.createStatement()) {
            assertThat(tenants(statement)).as("told nothing").isEmpty();
            connection.setAutoCommit(false);
            statement.execute("set local palimpsest.tenant = 'theirs'");
            assertThat(tenants(statement)).containsExactly("theirs");
            assertThat(statement.executeUpdate("update agent set name = 'taken'")).isZero();
            connection.rollback();
            statement.execute("set local palimpsest.all_tenants = 'on'");
            assertThat(tenants(statement)).containsExactly("default", "theirs");
        }
    }

    private static List<String> tenants(Statement statement) throws SQLException {
        try (var row = statement.executeQuery("select array_agg(distinct tenant order by tenant) from (select tenant from agent union all select tenant from api_key) t")) {
            row.next();
            return row.getArray(1) == null ? List.of() : List.of((String[]) row.getArray(1).getArray());
        }
    }

    private static Ended run(String url, String... arguments) {
        return Ended.of(Stream.concat(Stream.of(arguments), Stream.of("--database-url", url, "--set", "palimpsest.embedding.enabled=false")).toArray(String[]::new));
    }
}
