package palimpsest.benchmarks.runtime;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import palimpsest.memory.database.OwnDatabase;

/** A database of its own on the server of {@code PALIMPSEST_TEST_DATABASE_URL}, and what the server counts in it. */
public final class ServerDatabase implements AutoCloseable {

    /** After which a server (15 or later) has published what sessions counted that are idle now. */
    private static final Duration PUBLISHED_IDLE = Duration.ofMillis(10_500);
    /** The same of sessions that have ended. */
    private static final Duration PUBLISHED_ENDED = Duration.ofMillis(1500);

    private final OwnDatabase database;

    private ServerDatabase(OwnDatabase database) {
        this.database = database;
    }

    public static boolean isThere() {
        return serverUrl() != null && !serverUrl().isBlank();
    }

    private static String serverUrl() {
        return System.getenv("PALIMPSEST_TEST_DATABASE_URL");
    }

    public static ServerDatabase make() throws SQLException {
        return new ServerDatabase(OwnDatabase.on(serverUrl(), System.getenv("PALIMPSEST_TEST_DATABASE_USERNAME"), System.getenv("PALIMPSEST_TEST_DATABASE_PASSWORD")));
    }

    /** With user and password, for another process. */
    public String url() {
        String user = System.getenv("PALIMPSEST_TEST_DATABASE_USERNAME");
        String password = System.getenv("PALIMPSEST_TEST_DATABASE_PASSWORD");
        String url = database.url();
        return user == null ? url : url + (url.contains("?") ? "&" : "?") + "user=" + user + (password == null ? "" : "&password=" + password);
    }

    /**
     * Since the database was made.
     *
     * @param transactions committed and rolled back
     * @param rows         inserted, updated and deleted
     * @param walBytes     of the whole server
     */
    record Counted(double transactions, double rows, double walBytes) {

        Counted since(Counted before, double questions) {
            return new Counted((transactions - before.transactions) / questions, (rows - before.rows) / questions, (walBytes - before.walBytes) / questions);
        }
    }

    /** To be asked while whoever used the database is idle. */
    Counted countedIdle() throws SQLException, InterruptedException {
        Thread.sleep(PUBLISHED_IDLE);
        return counted();
    }

    /** To be asked when whoever used the database has ended. */
    Counted countedEnded() throws SQLException, InterruptedException {
        Thread.sleep(PUBLISHED_ENDED);
        return counted();
    }

    private Counted counted() throws SQLException {
        try (Connection connection = DriverManager.getConnection(serverUrl(), login()); PreparedStatement statement = connection.prepareStatement("""
                select xact_commit + xact_rollback, tup_inserted + tup_updated + tup_deleted, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')
                from pg_stat_database where datname = ?""")) {
            statement.setString(1, nameOf(database.url()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Counted(row.getDouble(1), row.getDouble(2), row.getDouble(3));
            }
        }
    }

    /** Ends all connections and lets nobody in for so long, as a server that starts again does. */
    public void away(Duration time) throws SQLException, InterruptedException {
        admit(false);
        database.endConnections();
        Thread.sleep(time);
        admit(true);
    }

    private void admit(boolean connections) throws SQLException {
        try (Connection connection = DriverManager.getConnection(serverUrl(), login()); Statement statement = connection.createStatement()) {
            statement.execute("alter database " + nameOf(database.url()) + " allow_connections " + connections);
        }
    }

    private static String nameOf(String url) {
        return url.replaceFirst("[?].*", "").replaceFirst(".*/", "");
    }

    private static Properties login() {
        var login = new Properties();
        if (System.getenv("PALIMPSEST_TEST_DATABASE_USERNAME") != null) {
            login.setProperty("user", System.getenv("PALIMPSEST_TEST_DATABASE_USERNAME"));
        }
        if (System.getenv("PALIMPSEST_TEST_DATABASE_PASSWORD") != null) {
            login.setProperty("password", System.getenv("PALIMPSEST_TEST_DATABASE_PASSWORD"));
        }
        return login;
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
