package palimpsest.runtime.api.security;

import palimpsest.memory.key.ApiKey;
import palimpsest.memory.key.Role;

/**
 * Who makes a request, proved by a key or a token.
 *
 * @param name what the limits and the audit log know it by: {@code key:} and the key's id, or {@code token:}, tenant and user
 */
public record Caller(String name, String tenant, String user, Role role) {

    static Caller of(ApiKey key) {
        return new Caller("key:" + key.id(), key.tenant(), key.user(), key.role());
    }

    static Caller ofToken(String tenant, String user, Role role) {
        return new Caller("token:" + tenant + "/" + user, tenant, user, role);
    }
}
