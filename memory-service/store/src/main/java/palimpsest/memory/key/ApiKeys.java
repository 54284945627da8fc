package palimpsest.memory.key;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.text.Sha256;

/** Makes keys and recognises them. A key is {@code plk_}, 12 hexadecimal digits by which it is found, {@code _}, and 64 that are its secret. */
public final class ApiKeys {

    /** What every key begins with. */
    public static final String PREFIX = "plk_";

    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final int ID_END = PREFIX.length() + 2 * ID_BYTES;
    private static final int LENGTH = ID_END + 1 + 2 * SECRET_BYTES;

    private final ApiKeyStore store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public ApiKeys(ApiKeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A new key and its secret text, which is nowhere else.
     *
     * @param secret what a caller sends
     */
    public record Issued(ApiKey key, String secret) {}

    /**
     * @param lifetime null: the key never expires
     * @throws IllegalArgumentException when tenant or user is blank, or the lifetime is not positive
     */
    public Issued create(String tenant, String user, Role role, Duration lifetime) {
        if (tenant == null || tenant.isBlank() || user == null || user.isBlank()) {
            throw new IllegalArgumentException("A key needs a tenant and a user.");
        }
        if (lifetime != null && !lifetime.isPositive()) {
            throw new IllegalArgumentException("A key must last longer than no time.");
        }
        String id = hex(ID_BYTES);
        String secret = PREFIX + id + "_" + hex(SECRET_BYTES);
        // as precise as the column, so that the key returned is the key stored
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var key = new ApiKey(id, tenant.strip(), user.strip(), role, now, lifetime == null ? null : now.plus(lifetime), null);
        TenantScope.of(key.tenant(), () -> store.add(key, Sha256.of(secret)));
        return new Issued(key, secret);
    }

    /** The key that a caller sent, when there is such a one and it holds now. */
    public Optional<ApiKey> recognise(String secret) {
        if (secret.length() != LENGTH || !secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        // who calls, and so for whom, is known only when the key is
        return TenantScope.overAll(() -> store.find(secret.substring(PREFIX.length(), ID_END)))
                .filter(stored -> MessageDigest.isEqual(stored.hash(), Sha256.of(secret)))
                .map(ApiKeyStore.Stored::key)
                .filter(key -> key.valid(clock.instant()));
    }

    public List<ApiKey> list(String tenant) {
        return store.list(tenant);
    }

    /** Whether there was such a key that was not revoked before. */
    public boolean revoke(String tenant, String id) {
        return store.revoke(tenant, id, clock.instant());
    }

    private String hex(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
