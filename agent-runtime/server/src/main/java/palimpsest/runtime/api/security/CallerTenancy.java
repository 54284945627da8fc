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
    public boolean administers() {
        return CallerAuthentication.current().filter(caller -> caller.role().includes(Role.ADMIN)).isPresent();
    }

    @Override
    public boolean operates() {
        return CallerAuthentication.current().filter(caller -> caller.role() == Role.OPERATOR).isPresent();
    }

    @Override
    public Optional<String> user() {
        return CallerAuthentication.current().map(Caller::user);
    }
}
