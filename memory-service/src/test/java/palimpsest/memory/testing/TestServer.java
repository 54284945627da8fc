package palimpsest.memory.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PostgreSQL server with pgvector for tests, named by {@code PALIMPSEST_TEST_DATABASE_URL} (a JDBC URL with any database
 * to connect to first), {@code PALIMPSEST_TEST_DATABASE_USERNAME} and {@code PALIMPSEST_TEST_DATABASE_PASSWORD}. The user
 * must be allowed to create databases and the extension. Databases made here are dropped when the JVM ends.
 */
public final class TestServer {

    private static final class Holder {
        static final Optional<TestServer> SERVER = Optional.ofNullable(System.getenv("PALIMPSEST_TEST_DATABASE_URL")).filter(url -> !url.isBlank())
                .map(url -> new TestServer(url, System.getenv("PALIMPSEST_TEST_DATABASE_USERNAME"), System.getenv("PALIMPSEST_TEST_DATABASE_PASSWORD")));
    }

    private final String url;
    private final String parameters;
    private final Map<String, String> databases = new ConcurrentHashMap<>();

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

    /** JDBC URL, user and password in it, of an empty database; the same one for the same key. */
    public String database(String key) {
        return at(databases.computeIfAbsent(key, k -> {
            String name = "palimpsest_test_" + UUID.randomUUID().toString().replace("-", "");
            execute("create database " + name + " template template0");
            return name;
        }));
    }

    private void dropAll() {
        databases.values().forEach(name -> execute("drop database if exists " + name + " with (force)"));
    }

    private String at(String database) {
        return url.substring(0, url.lastIndexOf('/') + 1) + database + parameters;
    }

    private void execute(String sql) {
        try (var connection = DriverManager.getConnection(url + parameters); var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("The server of PALIMPSEST_TEST_DATABASE_URL does not do as tests need: " + e.getMessage(), e);
        }
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&";
    }
}
