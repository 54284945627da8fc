package palimpsest.starter;

import java.util.Optional;
import java.util.function.Function;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import palimpsest.runtime.conversation.Tenancy;

/** Tells tenants apart by who is signed in (Spring Security). Where nobody is, nothing is done: neither for a default tenant nor for all. */
public final class AuthenticatedTenancy implements Tenancy {

    private final Function<Authentication, String> tenant;

    /** @param tenant of somebody who is signed in, such as {@code Authentication::getName} or a claim of a token */
    public AuthenticatedTenancy(Function<Authentication, String> tenant) {
        this.tenant = tenant;
    }

    /** @throws IllegalStateException when nobody is signed in on this thread */
    @Override
    public String current() {
        return caller().map(tenant).orElseThrow(() -> new IllegalStateException("Nobody is signed in on thread \"" + Thread.currentThread().getName()
                + "\": ask on a thread of a request, or hand its security context on (DelegatingSecurityContextExecutor)."));
    }

    @Override
    public Optional<String> user() {
        return caller().map(Authentication::getName);
    }

    private static Optional<Authentication> caller() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .filter(Authentication::isAuthenticated).filter(known -> !new AuthenticationTrustResolverImpl().isAnonymous(known));
    }
}
