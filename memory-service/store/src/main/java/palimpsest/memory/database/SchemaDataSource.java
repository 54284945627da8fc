package palimpsest.memory.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * An application's DataSource for tables in a schema of their own: a connection that is taken from it searches that schema first, and
 * one that is given back searches as it did before.
 */
public final class SchemaDataSource extends DelegatingDataSource {

    /** The materialized part is computed first: it is the path as it was. */
    private static final String ENTER = """
            with before as materialized (select current_setting('search_path') as path)
            select path, set_config('search_path', concat_ws(', ', ?, nullif(path, '')), false) from before
            """;
    private static final String LEAVE = "select set_config('search_path', ?, false)";

    private final String schema;

    public SchemaDataSource(DataSource application, String schema) {
        super(application);
        this.schema = schema;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return entered(super.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return entered(super.getConnection(username, password));
    }

    private Connection entered(Connection connection) throws SQLException {
        try {
            String before = path(connection, ENTER, schema);
            return (Connection) Proxy.newProxyInstance(SchemaDataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                    leave(connection, before);
                }
                try {
                    return method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void leave(Connection connection, String before) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            path(connection, LEAVE, before);
        } catch (SQLException e) {
            // A connection that can't be set back must not serve anyone else; a pool lends no aborted one again.
            connection.abort(Runnable::run);
        }
    }

    /** A rollback takes a change of the path back: it is committed by itself, whatever the pool's connections begin as. */
    private static String path(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String path = row.getString(1);
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
                return path;
            }
        }
    }
}
