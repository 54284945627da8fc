package palimpsest.memory.tenant;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;

/**
 * A connection that is never out of a transaction while a statement runs, and in each has said for whom it works. To whoever
 * uses it it looks as before: what is run in auto-commit mode is committed when it has run.
 */
final class ScopedConnection implements InvocationHandler {

    /** SQLSTATE connection_does_not_exist. */
    private static final String NO_CONNECTION = "08003";

    private final Connection connection;
    private final TenantDataSource source;
    /** What the borrower believes. */
    private boolean autoCommit;
    /** Said in the transaction in progress; null when nothing was. */
    private TenantScope said;
    private boolean returned;

    ScopedConnection(Connection connection, TenantDataSource source) throws SQLException {
        this.connection = connection;
        this.source = source;
        this.autoCommit = connection.getAutoCommit();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "getAutoCommit" -> {
                return autoCommit;
            }
            case "setAutoCommit" -> {
                setAutoCommit((boolean) arguments[0]);
                return null;
            }
            // a roll-back to a savepoint forgets what was said after it, too
            case "commit", "rollback" -> said = null;
            case "close" -> {
                said = null;
                return close(method, arguments);
            }
            case "setSavepoint" -> say();
            case "equals" -> {
                return proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "unwrap", "isWrapperFor" -> {
                return call(connection, method, arguments);
            }
            case "prepareStatement" -> {
                if (arguments.length == 1 && source.saysInOneMessage() && hasToSay()) {
                    return Proxy.newProxyInstance(ScopedConnection.class.getClassLoader(), new Class<?>[] {PreparedStatement.class},
                            new ScopedStatement((Connection) proxy, this, (String) arguments[0]));
                }
            }
            default -> { }
        }
        Object result = callConnection(method, arguments);
        return result instanceof Statement statement ? scoped((Connection) proxy, statement) : result;
    }

    private Object close(Method method, Object[] arguments) throws Throwable {
        try {
            return callConnection(method, arguments);
        } finally {
            if (!returned) {
                returned = true;
                source.returned();
            }
        }
    }

    /** Whether a statement that is run now is the first of its transaction for this scope. */
    private boolean hasToSay() {
        TenantScope scope = source.scope();
        return autoCommit ? !source.alreadyIn(scope) : !scope.equals(said) && !(said == null && source.alreadyIn(scope));
    }

    private void setAutoCommit(boolean wanted) throws SQLException {
        if (wanted != autoCommit || connection.getAutoCommit() != wanted) {
            connection.setAutoCommit(wanted);
            said = null;
        }
        autoCommit = wanted;
    }

    private Statement scoped(Connection proxy, Statement statement) {
        Class<?> kind = statement instanceof CallableStatement ? CallableStatement.class
                : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return (Statement) Proxy.newProxyInstance(ScopedConnection.class.getClassLoader(), new Class<?>[] {kind}, (self, method, arguments) -> {
            String name = method.getName();
            if (name.equals("getConnection")) {
                return proxy;
            }
            return name.startsWith("execute") ? execute(statement, method, arguments) : call(statement, method, arguments);
        });
    }

    /** A statement of the driver, not scoped. */
    PreparedStatement prepare(String sql) throws SQLException {
        try {
            return connection.prepareStatement(sql);
        } catch (SQLException e) {
            throw told(e);
        }
    }

    /** Runs a statement that begins with {@link TenantDataSource#SAY}. */
    void executeSaying(PreparedStatement statement) throws SQLException {
        TenantScope scope = source.scope();
        source.sayIn(statement, scope);
        statement.execute();
        said = autoCommit ? null : scope;
    }

    /** Runs a statement of the driver after one that says for whom it works, where nothing said it before. */
    Object execute(Statement statement, Method method, Object[] arguments) throws Throwable {
        OptionalInt limit = StatementDeadline.seconds();
        if (limit.isPresent()) {
            statement.setQueryTimeout(limit.getAsInt());
        }
        if (!autoCommit || source.alreadyIn(source.scope())) {
            say();
            return call(statement, method, arguments);
        }
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            said = null;
            say();
            Object result = call(statement, method, arguments);
            connection.commit();
            done = true;
            return result;
        } finally {
            said = null;
            leave(done);
        }
    }

    private void say() throws SQLException {
        TenantScope scope = source.scope();
        if (!scope.equals(said) && !(said == null && source.alreadyIn(scope))) {
            source.enter(connection, scope);
            said = scope;
        }
    }

    private void leave(boolean committed) {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // The statement's own failure is told; a broken connection is the pool's to replace.
        }
    }

    private Object callConnection(Method method, Object[] arguments) throws Throwable {
        try {
            return call(connection, method, arguments);
        } catch (SQLException e) {
            throw told(e);
        }
    }

    /** A pool says without a state that it has closed a broken connection, and Spring could not tell what that is. */
    private SQLException told(SQLException e) throws SQLException {
        return e.getSQLState() == null && connection.isClosed() ? new SQLException(e.getMessage(), NO_CONNECTION, e) : e;
    }

    static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
