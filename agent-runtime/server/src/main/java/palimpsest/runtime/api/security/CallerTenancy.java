package palimpsest.runtime.api.security;

import java.util.Optional;
import palimpsest.memory.key.Role;
import palimpsest.runtime.conversation.Tenancy;

/** Tenant and user as the caller has proved them; nothing that a client merely says counts. */
public final class CallerTenancy implements Tenancy {

    @Override
    public String current() {
        return CallerAuthentication.current().map(Caller::tenant)
                .orElseThrow(() -> new IllegalStateException("A request without a caller came past the filters."));
    }

    @Override
    public Optional<Role> role() {
        return CallerAuthentication.current().map(Caller::role);
    }

    @Override
    public boolean administers() {
        return role().filter(role -> role.includes(Role.ADMIN)).isPresent();
    }

    @Override
    public boolean operates() {
        return role().filter(role -> role.includes(Role.OPERATOR)).isPresent();
    }

    @Override
    public Optional<String> user() {
        return CallerAuthentication.current().map(Caller::user);
    }
}
