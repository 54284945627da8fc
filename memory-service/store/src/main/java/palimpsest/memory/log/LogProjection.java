package palimpsest.memory.log;

/** Keeps rows that follow from the log: called with each appended entry, in the transaction that appends it. */
@FunctionalInterface
public interface LogProjection {

    /** Whether rows may follow from entries of this type. */
    default boolean concerns(String type) {
        return true;
    }

    /** @throws RuntimeException to refuse the append: nothing of it takes effect */
    void appended(String tenant, LogEntry entry);
}
