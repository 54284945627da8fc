package palimpsest.runtime.loop;

import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.springframework.transaction.TransactionSystemException;
import java.sql.SQLException;

/** Tells a database that is away for a moment from every other fault: the first is waited for, the second reported. */
final class DatabaseOutage {

    private DatabaseOutage() {}

    static boolean causedBy(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            // A rollback that fails too stands in the place of what it was to undo.
            if (cause instanceof TransactionSystemException failed && failed.getOriginalException() != cause.getCause()
                    && failed.getOriginalException() != null && causedBy(failed.getOriginalException())) {
                return true;
            }
            if (cause instanceof SQLTransientConnectionException || cause instanceof SQLNonTransientConnectionException) {
                return true;
            }
            // The pool says no more of a connection that broke while it was lent.
            if (cause instanceof SQLException sql && sql.getSQLState() == null && "Connection is closed".equals(sql.getMessage())) {
                return true;
            }
            // Class 08: connection exception; 57P: the server was shut down (PostgreSQL, appendix A).
            if (cause instanceof SQLException sql && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"))) {
                return true;
            }
        }
        return false;
    }
}
