package palimpsest.memory.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.UUID;

/** A database of its own on a server, made for a test and dropped after it. The user needs the right to create databases. */
public final class OwnDatabase implements AutoCloseable {

    private final String serverUrl;
    private final Properties login = new Properties();
    private final String name = "palimpsest_" + UUID.randomUUID().toString().substring(0, 8);

    private OwnDatabase(String serverUrl, String user, String password) {
        this.serverUrl = serverUrl;
        if (user != null) {
            login.setProperty("user", user);
        }
        if (password != null) {
            login.setProperty("password", password);
        }
    }

    /** @param serverUrl JDBC URL of any database on the server */
    public static OwnDatabase on(String serverUrl, String user, String password) throws SQLException {
        var database = new OwnDatabase(serverUrl, user, password);
        database.execute("create database " + database.name);
        return database;
    }

    /** The JDBC URL, without user and password unless the server's had them. */
    public String url() {
        return serverUrl.replaceFirst("/[^/?]*([?].*)?$", "/" + name + "$1");
    }

    /** Ends all connections to it, as a crash of the server does. Gives how many there were. */
    public int endConnections() throws SQLException {
        try (Connection connection = connect();
             PreparedStatement end = connection.prepareStatement(
                     "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = ? and pid <> pg_backend_pid()")) {
            end.setString(1, name);
            try (var ended = end.executeQuery()) {
                ended.next();
                return ended.getInt(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        endConnections();
        execute("drop database " + name);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(serverUrl, login);
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = connect(); Statement running = connection.createStatement()) {
            running.execute(statement);
        }
    }
}
