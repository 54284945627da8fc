package palimpsest.memory.audit;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A request that changed something or was refused; nothing of its content.
 *
 * @param id      in the order of writing; 0 before it is written
 * @param tenant  null when the caller proved none
 * @param user    null likewise
 * @param caller  {@code key:} and the key's id, {@code token:}, tenant and user, or {@code address:} and where it came from
 * @param path    the endpoint's pattern, {@code /api/conversations/{id}}; the path itself when no endpoint was reached
 * @param targets values of the pattern's variables
 * @param status  of the answer, as HTTP has it
 */
public record AuditEntry(long id, Instant at, String tenant, String user, String caller, String method, String path, Map<String, String> targets,
                         int status, Outcome outcome) {

    /** What came of a request. */
    public enum Outcome {
        DONE, REFUSED, FAILED;

        /** As the database and the API have it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Outcome of(int status) {
            return switch (status) {
                case 401, 403, 429 -> REFUSED;
                default -> status < 400 ? DONE : FAILED;
            };
        }
    }

    public AuditEntry {
        targets = Map.copyOf(targets);
    }
}
