package palimpsest.memory.database;

import java.sql.SQLException;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * What kind of fault a database exception tells of, and so what its reader can do. Told by the exception's type, and by the
 * SQLSTATE (PostgreSQL manual, appendix A) where the type says too little.
 */
public enum DatabaseFault {

    /** No connection, a restart, a deadlock, a time-out, no room: the same request may succeed later. */
    UNAVAILABLE,

    /** A value that no column of its type holds: characters, a number, a time or a length out of range. The same request always fails. */
    UNSTORABLE,

    /** A row that is there already, or one that is gone: somebody else was first. */
    CONFLICT,

    /** Anything else, such as a statement that is wrong: a fault of the runtime. */
    DEFECT;

    private static final String DATA_EXCEPTION = "22";
    private static final String PROGRAM_LIMIT_EXCEEDED = "54";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String UNIQUE_VIOLATION = "23505";
    /** Connection, transaction rollback, insufficient resources, operator intervention, system error. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57", "58");

    /** @param e a {@link DataAccessException}, a {@code TransactionException} or what wraps one */
    public static DatabaseFault of(Throwable e) {
        String state = sqlState(e);
        if (state != null) {
            String family = state.substring(0, Math.min(2, state.length()));
            if (PASSING.contains(family)) {
                return UNAVAILABLE;
            }
            if (family.equals(DATA_EXCEPTION) || family.equals(PROGRAM_LIMIT_EXCEEDED)) {
                return UNSTORABLE;
            }
            if (state.equals(FOREIGN_KEY_VIOLATION) || state.equals(UNIQUE_VIOLATION)) {
                return CONFLICT;
            }
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case TransientDataAccessException ignored -> {
                    return UNAVAILABLE;
                }
                case RecoverableDataAccessException ignored -> {
                    return UNAVAILABLE;
                }
                case DataAccessResourceFailureException ignored -> {
                    return UNAVAILABLE;
                }
                case CannotCreateTransactionException ignored -> {
                    return UNAVAILABLE;
                }
                case DuplicateKeyException ignored -> {
                    return CONFLICT;
                }
                // a rollback that fails too stands in the place of what it was to undo; else the connection broke, and the pool says so without a state
                case TransactionSystemException failed -> {
                    DatabaseFault undone = failed.getOriginalException() == null ? DEFECT : of(failed.getOriginalException());
                    return undone == DEFECT ? UNAVAILABLE : undone;
                }
                // the pool says no more of a connection that broke while it was lent
                case SQLException sql when sql.getSQLState() == null && "Connection is closed".equals(sql.getMessage()) -> {
                    return UNAVAILABLE;
                }
                default -> { }
            }
        }
        return DEFECT;
    }

    /** The SQLSTATE that the exception or one of its causes tells; null where none does. */
    public static String sqlState(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
