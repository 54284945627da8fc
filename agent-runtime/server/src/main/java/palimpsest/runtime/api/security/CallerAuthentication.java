package palimpsest.runtime.api.security;

import java.util.Arrays;
import java.util.Optional;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import palimpsest.memory.key.Role;

/** A {@link Caller} as Spring Security knows it; holds an authority for its role and for each that the role includes. */
public final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final String AUTHORITY_PREFIX = "ROLE_";

    private final transient Caller caller;

    CallerAuthentication(Caller caller) {
        super(Arrays.stream(Role.values()).filter(caller.role()::includes).map(role -> new SimpleGrantedAuthority(AUTHORITY_PREFIX + role.name())).toList());
        this.caller = caller;
        setAuthenticated(true);
    }

    /** The caller of the request on the calling thread. */
    public static Optional<Caller> current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known ? Optional.of(known.caller) : Optional.empty();
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    /** Nothing: a secret is not kept after it was recognised. */
    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return caller.name();
    }
}
