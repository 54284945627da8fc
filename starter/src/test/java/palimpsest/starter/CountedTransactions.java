package palimpsest.starter;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to a database that count the transactions in which a statement ran. */
final class CountedTransactions {

    private final AtomicInteger count = new AtomicInteger();
    private final DataSource dataSource;

    CountedTransactions(String url) {
        var database = new PGSimpleDataSource();
        database.setUrl(url);
        dataSource = (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
            Object result = call(database, method, arguments);
            return result instanceof Connection connection ? new Counted(connection).counted() : result;
        });
    }

    DataSource dataSource() {
        return dataSource;
    }

    int count() {
        return count.get();
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private final class Counted {

        private final Connection connection;
        private boolean begun;

        private Counted(Connection connection) {
            this.connection = connection;
        }

        private Connection counted() {
            return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                if (begun && (method.getName().equals("commit") || method.getName().equals("rollback") && arguments == null)) {
                    begun = false;
                    count.incrementAndGet();
                }
                Object result = call(connection, method, arguments);
                return result instanceof Statement statement ? counted(statement, method.getReturnType()) : result;
            });
        }

        private Statement counted(Statement statement, Class<?> kind) {
            return (Statement) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {kind}, (proxy, method, arguments) -> {
                if (method.getName().startsWith("execute")) {
                    if (connection.getAutoCommit()) {
                        count.incrementAndGet();
                    } else {
                        begun = true;
                    }
                }
                return call(statement, method, arguments);
            });
        }
    }
}
