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
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections whose every transaction first says for whom it works, so that row-level security shows it that tenant's rows only.
 * Role and tenant are set for the transaction and no longer: the next borrower of a connection finds nothing of them, also where
 * all connections share one session (PGlite). A statement outside of a transaction gets one of its own. Where Citus distributes the tables, it tells
 * its other nodes what a {@code SET LOCAL} says in a transaction that was begun, and not what a function does: there it is said so.
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
    private final boolean distributed;

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
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select rolsuper or rolbypassrls, exists (select from pg_extension where extname = 'citus') from pg_roles "
                     + "where rolname = session_user")) {
            row.next();
            this.changesRole = row.getBoolean(1);
            this.distributed = row.getBoolean(2);
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
            Connection taken = loan.take();
            if (distributed) {
                // a plan that was kept would look for the rows of another tenant (deploy/citus.sql)
                taken.unwrap(PGConnection.class).setPrepareThreshold(0);
            }
            var scoped = (Connection) Proxy.newProxyInstance(TenantDataSource.class.getClassLoader(), new Class<?>[] {Connection.class},
                    new ScopedConnection(taken, this));
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
        if (distributed) {
            try (var statement = connection.createStatement()) {
                statement.execute("set local citus.propagate_set_commands = 'local'; set local palimpsest.tenant = " + statement.enquoteLiteral(tenant(scope))
                        + "; set local palimpsest.all_tenants = " + allTenants(scope) + (changesRole ? "; set local role " + role(scope) : ""));
            }
            return;
        }
        try (var statement = connection.prepareStatement(SAY)) {
            sayIn(statement, scope);
            statement.execute();
        }
    }

    /** Fills in the parameters of {@link #SAY}, the first of the statement. */
    void sayIn(PreparedStatement statement, TenantScope scope) throws SQLException {
        statement.setString(1, role(scope));
        statement.setString(2, tenant(scope));
        statement.setString(3, allTenants(scope));
    }

    private String role(TenantScope scope) {
        return changesRole && !(scope instanceof TenantScope.All) ? ROLE : "none";
    }

    private static String tenant(TenantScope scope) {
        return scope instanceof TenantScope.One one ? one.tenant() : "";
    }

    private static String allTenants(TenantScope scope) {
        return scope instanceof TenantScope.All ? "on" : "off";
    }

    /** Whether {@link #SAY} says it, in one message with the statement that needs it. */
    boolean saysInOneMessage() {
        return !distributed;
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
