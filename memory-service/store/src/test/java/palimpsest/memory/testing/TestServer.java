package palimpsest.memory.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import palimpsest.memory.database.Schema;

/**
 * A PostgreSQL server with pgvector for tests, named by {@code PALIMPSEST_TEST_DATABASE_URL} (a JDBC URL with any database
 * to connect to first), {@code PALIMPSEST_TEST_DATABASE_USERNAME} and {@code PALIMPSEST_TEST_DATABASE_PASSWORD}. The user
 * must be allowed to create databases and the extension. Databases made here are dropped when the JVM ends. Where {@code PALIMPSEST_TEST_CITUS_NODES}
 * names further servers ({@code host:port,host:port}, with the same user), all have Citus, and each database is migrated and distributed over them.
 */
public final class TestServer {

    private static final class Holder {
        static final Optional<TestServer> SERVER = Optional.ofNullable(System.getenv("PALIMPSEST_TEST_DATABASE_URL")).filter(url -> !url.isBlank())
                .map(url -> new TestServer(url, System.getenv("PALIMPSEST_TEST_DATABASE_USERNAME"), System.getenv("PALIMPSEST_TEST_DATABASE_PASSWORD")));
    }

    private static final List<String> NODES = Optional.ofNullable(System.getenv("PALIMPSEST_TEST_CITUS_NODES")).filter(nodes -> !nodes.isBlank())
            .map(nodes -> List.of(nodes.split(","))).orElse(List.of());
    /** Of each table, in tests. */
    private static final int SHARDS = 4;

    private final String url;
    private final String parameters;
    private final Map<String, String> databases = new ConcurrentHashMap<>();
    private final Map<String, String> distributed = new ConcurrentHashMap<>();
    private final List<String> owners = new CopyOnWriteArrayList<>();

    private TestServer(String url, String user, String password) {
        int query = url.indexOf('?');
        this.url = query < 0 ? url : url.substring(0, query);
        this.parameters = (query < 0 ? "?" : url.substring(query) + "&") + parameter("user", user) + parameter("password", password);
        Runtime.getRuntime().addShutdownHook(new Thread(this::dropAll));
    }

    /** The server of the environment; empty when tests run on embedded databases. */
    public static Optional<TestServer> configured() {
        return Holder.SERVER;
    }

    /** Whether the tables of each database are distributed over several nodes. */
    public boolean distributes() {
        return !NODES.isEmpty();
    }

    /** JDBC URL, user and password in it, of an empty database, with its tables where they are distributed; the same one for the same key. */
    public String database(String key) {
        if (distributes()) {
            return distributed.computeIfAbsent(key, k -> distributed());
        }
        return at(databases.computeIfAbsent(key, k -> {
            String name = "palimpsest_test_" + UUID.randomUUID().toString().replace("-", "");
            execute("create database " + name + " template template0");
            return name;
        }));
    }

    /** Whether the user may make other users, and extensions for them. */
    public boolean superuser() {
        try (var connection = DriverManager.getConnection(url + parameters); var statement = connection.createStatement();
             var row = statement.executeQuery("select rolsuper from pg_roles where rolname = current_user")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw unfit(e);
        }
    }

    /**
     * JDBC URL of a new database whose owner, the URL's user, has no other right. Needs {@link #superuser()}.
     *
     * @param extension whether pgvector is there: the owner can't create it
     */
    public String ownedDatabase(boolean extension) {
        String name = "palimpsest_test_" + UUID.randomUUID().toString().replace("-", "");
        execute("create role " + name + " login password '" + name + "'");
        owners.add(name);
        execute("create database " + name + " owner " + name + " template template0");
        databases.put(name, name);
        if (extension) {
            execute(at(name), "create extension vector");
        }
        return url.substring(0, url.lastIndexOf('/') + 1) + name + "?user=" + name + "&password=" + name;
    }

    /** A new database on all nodes, as docs/scaling.md says. */
    private String distributed() {
        String owned = ownedDatabase(true);
        String name = owned.replaceFirst(".*/([^?]*).*", "$1");
        Schema.migrate(owned, null, null);
        execute(at(name), "create extension citus");
        execute(at(name), "alter database " + name + " set citus.shard_count = " + SHARDS);
        execute(at(name), "select citus_set_coordinator_host('%s', %s)".formatted((Object[]) node(url).split(":")));
        for (String node : NODES) {
            // a node is told of roles when it is added: of its databases it is not
            execute(on(node, url) + parameters, "create database " + name + " template template0");
            execute(on(node, at(name)), "create extension vector");
            execute(on(node, at(name)), "create extension citus");
            execute(at(name), "select citus_add_node('%s', %s)".formatted((Object[]) node.split(":")));
        }
        execute(at(name), script());
        return owned;
    }

    /** The documented commands, without psql's own. */
    private static String script() {
        try {
            Path folder = Path.of("").toAbsolutePath();
            while (!Files.exists(folder.resolve("deploy/citus.sql"))) {
                folder = folder.getParent();
            }
            return Files.readString(folder.resolve("deploy/citus.sql")).replaceAll("(?m)^\\\\.*$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String node(String url) {
        return url.replaceFirst(".*//([^/]*)/.*", "$1");
    }

    private static String on(String node, String url) {
        return url.replace("//" + node(url) + "/", "//" + node + "/");
    }

    private void dropAll() {
        for (String node : NODES) {
            databases.values().forEach(name -> execute(on(node, url) + parameters, "drop database if exists " + name + " with (force)"));
            owners.forEach(name -> execute(on(node, url) + parameters, "drop role if exists " + name));
        }
        databases.values().forEach(name -> execute("drop database if exists " + name + " with (force)"));
        owners.forEach(name -> execute("drop role " + name));
    }

    private String at(String database) {
        return url.substring(0, url.lastIndexOf('/') + 1) + database + parameters;
    }

    private void execute(String sql) {
        execute(url + parameters, sql);
    }

    private static void execute(String at, String sql) {
        try (var connection = DriverManager.getConnection(at); var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw unfit(e);
        }
    }

    private static IllegalStateException unfit(SQLException e) {
        return new IllegalStateException("The server of PALIMPSEST_TEST_DATABASE_URL does not do as tests need: " + e.getMessage(), e);
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&";
    }
}
