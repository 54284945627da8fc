package palimpsest.memory.tenant;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A prepared statement that says for whom it works in the message that it is sent with: the driver sends both statements at once, and the server works on both
 * in one transaction, also where none was begun. What the driver can't do with two statements (batches, cursors, descriptions) is done with the borrower's
 * statement alone, after a statement that says it.
 */
final class ScopedStatement implements InvocationHandler {

    /** SQLSTATE no_data. */
    private static final String NO_DATA = "02000";
    private static final int OWN_PARAMETERS = TenantDataSource.SAY_PARAMETERS;

    private final Connection proxy;
    private final ScopedConnection connection;
    private final String sql;
    /** Calls that a statement alone must be given, too: the last for each parameter, by its number, and for each option, by its name. */
    private final Map<Object, Given> given = new LinkedHashMap<>();
    private PreparedStatement statement;
    /** Whether the borrower's statement is prepared without the one that says for whom it works. */
    private boolean alone;

    private record Given(Method method, Object[] arguments) {}

    ScopedStatement(Connection proxy, ScopedConnection connection, String sql) throws SQLException {
        this.proxy = proxy;
        this.connection = connection;
        this.sql = sql;
        this.statement = connection.prepare(TenantDataSource.SAY + "; " + sql);
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        switch (name) {
            case "getConnection" -> {
                return proxy;
            }
            case "equals" -> {
                return self == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(self);
            }
            case "addBatch", "getMetaData", "getParameterMetaData", "executeBatch", "executeLargeBatch", "setMaxRows", "setLargeMaxRows", "setCursorName" -> leaveAlone();
            case "setFetchSize" -> {
                if ((int) arguments[0] > 0) {
                    leaveAlone();
                }
            }
            default -> { }
        }
        if (alone) {
            return name.startsWith("execute") ? connection.execute(statement, method, arguments) : ScopedConnection.call(statement, method, arguments);
        }
        if (name.startsWith("execute") && method.getParameterCount() == 0) {
            return execute(name);
        }
        if (name.startsWith("set")) {
            boolean parameter = isParameter(method);
            given.put(parameter ? arguments[0] : name, new Given(method, arguments));
            return ScopedConnection.call(statement, method, parameter ? moved(arguments) : arguments);
        }
        if (name.equals("clearParameters")) {
            given.keySet().removeIf(Integer.class::isInstance);
        }
        return ScopedConnection.call(statement, method, arguments);
    }

    private Object execute(String name) throws SQLException {
        OptionalInt limit = StatementDeadline.seconds();
        if (limit.isPresent()) {
            statement.setQueryTimeout(limit.getAsInt());
        }
        connection.executeSaying(statement);
        // The first result is that of the statement which says it.
        boolean rows = statement.getMoreResults();
        return switch (name) {
            case "execute" -> rows;
            case "executeQuery" -> {
                if (!rows) {
                    throw new SQLException("No results were returned by the query.", NO_DATA);
                }
                yield statement.getResultSet();
            }
            case "executeUpdate" -> updated(rows, statement.getUpdateCount());
            default -> updated(rows, statement.getLargeUpdateCount());
        };
    }

    private static <T> T updated(boolean rows, T count) throws SQLException {
        if (rows) {
            throw new SQLException("A result was returned when none was expected.", NO_DATA);
        }
        return count;
    }

    /** Parameters are declared by {@link PreparedStatement}; the other setters are options of each statement. */
    private static boolean isParameter(Method method) {
        return method.getDeclaringClass() == PreparedStatement.class;
    }

    private static Object[] moved(Object[] arguments) {
        Object[] moved = arguments.clone();
        moved[0] = (int) arguments[0] + OWN_PARAMETERS;
        return moved;
    }

    private void leaveAlone() throws Throwable {
        if (alone) {
            return;
        }
        statement.close();
        statement = connection.prepare(sql);
        alone = true;
        for (Given call : given.values()) {
            ScopedConnection.call(statement, call.method(), call.arguments());
        }
        given.clear();
    }
}
