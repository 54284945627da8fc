package palimpsest.memory.key;

import java.time.Instant;

/**
 * A key as it is known after it was shown, without its secret.
 *
 * @param id        its public part
 * @param expiresAt null: never
 * @param revokedAt null: it was not
 */
public record ApiKey(String id, String tenant, String user, Role role, Instant createdAt, Instant expiresAt, Instant revokedAt) {

    public boolean valid(Instant now) {
        return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
    }
}
