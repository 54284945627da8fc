package palimpsest.runtime.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.runtime.conversation.Tenancy;

/** Binds the thread to the caller's tenant while it works on the request: the database shows it no other's rows. */
public final class TenantFilter extends OncePerRequestFilter {

    private final Tenancy tenancy;
    private final boolean callersProve;

    /** @param callersProve whether there may be requests without a caller, which are nobody's */
    public TenantFilter(Tenancy tenancy, boolean callersProve) {
        this.tenancy = tenancy;
        this.callersProve = callersProve;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        boolean nobody = callersProve && CallerAuthentication.current().isEmpty();
        String tenant = nobody ? null : tenancy.current();
        try (var logged = nobody ? null : MDC.putCloseable("tenant", tenant)) {
            TenantScope.call(nobody ? new TenantScope.Nobody() : new TenantScope.One(tenant), () -> {
                chain.doFilter(request, response);
                return null;
            });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
