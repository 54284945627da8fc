package palimpsest.memory.tenant;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections whose every transaction first says for whom it works, so that row-level security shows it that tenant's rows only.
 * Role and tenant are set for the transaction and no longer: the next borrower of a connection finds nothing of them, also where
 * all connections share one session (PGlite). A statement outside of a transaction gets one of its own.
 */
public final class TenantDataSource extends DelegatingDataSource implements AutoCloseable {

    /** The role without rights over rows of others, for users whom PostgreSQL would exempt from policies (V12). */
    static final String ROLE = "palimpsest_tenant";

    /** Says for whom a transaction works, with so many parameters. */
    static final String SAY = "select set_config('role', ?, true), set_config('palimpsest.tenant', ?, true), set_config('palimpsest.all_tenants', ?, true)";
    static final int SAY_PARAMETERS = 3;

    private final Supplier<TenantScope> otherwise;
    private final ConnectionTurns turns;
    private final boolean changesRole;

    /**
     * Where the pool's own order is good enough.
     *
     * @param pool      migrated
     * @param otherwise for threads that have no scope
     * @throws SQLException when the database does not answer
     */
    public TenantDataSource(DataSource pool, TenantScope otherwise) throws SQLException {
        this(pool, () -> otherwise, new ConnectionTurns(Integer.MAX_VALUE, Duration.ZERO));
    }

    /**
     * The same where the scope of a thread that has none is asked for at each transaction.
     *
     * @param turns in which connections of the pool are lent
     */
    public TenantDataSource(DataSource pool, Supplier<TenantScope> otherwise, ConnectionTurns turns) throws SQLException {
        super(pool);
        this.otherwise = otherwise;
        this.turns = turns;
        this.changesRole = exempt(pool);
    }

    private static boolean exempt(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select rolsuper or rolbypassrls from pg_roles where rolname = session_user")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return lent(super::getConnection);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return lent(() -> super.getConnection(user, password));
    }

    /** What the pool gives. */
    private interface Loan {
        Connection take() throws SQLException;
    }

    private Connection lent(Loan loan) throws SQLException {
        turns.await();
        boolean lent = false;
        try {
            var scoped = (Connection) Proxy.newProxyInstance(TenantDataSource.class.getClassLoader(), new Class<?>[] {Connection.class},
                    new ScopedConnection(loan.take(), this));
            lent = true;
            return scoped;
        } finally {
            if (!lent) {
                turns.end();
            }
        }
    }

    /** A connection that was lent is back. */
    void returned() {
        turns.end();
    }

    /** Says in the transaction in progress for whom it works. */
    void enter(Connection connection, TenantScope scope) throws SQLException {
        try (var statement = connection.prepareStatement(SAY)) {
            sayIn(statement, scope);
            statement.execute();
        }
    }

    /** Fills in the parameters of {@link #SAY}, the first of the statement. */
    void sayIn(PreparedStatement statement, TenantScope scope) throws SQLException {
        boolean all = scope instanceof TenantScope.All;
        statement.setString(1, changesRole && !all ? ROLE : "none");
        statement.setString(2, scope instanceof TenantScope.One one ? one.tenant() : "");
        statement.setString(3, all ? "on" : "off");
    }

    /** Whether a transaction that was told nothing works so: a user exempt from policies sees all tenants as it is. */
    boolean alreadyIn(TenantScope scope) {
        return changesRole && scope instanceof TenantScope.All;
    }

    TenantScope scope() {
        TenantScope current = TenantScope.current();
        return current == null ? otherwise.get() : current;
    }

    @Override
    public void close() throws Exception {
        if (obtainTargetDataSource() instanceof AutoCloseable pool) {
            pool.close();
        }
    }
}
