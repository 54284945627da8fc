package palimpsest.runtime.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Without security the runtime answers whoever reaches it on this machine: also a browser that a foreign page tells to. Such a
 * page gives itself away by its origin or, when it has rebound its name to this address, by the host that it asks for.
 */
public final class OwnMachine extends OncePerRequestFilter {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "0:0:0:0:0:0:0:1", "::1");

    private final Refusals refusals;
    private final Set<String> allowedHosts;

    /** @param allowedHosts names, without a port, under which the runtime may be asked besides the machine's own */
    public OwnMachine(Refusals refusals, Set<String> allowedHosts) {
        this.refusals = refusals;
        this.allowedHosts = allowedHosts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!known(request.getServerName()) || origin != null && !known(host(origin))) {
            refusals.write(request, response, HttpStatus.FORBIDDEN, "foreign-origin", "Foreign origin",
                    "Without security only pages of this machine may use the runtime. Turn on palimpsest.security.mode, or name the host in "
                            + "palimpsest.security.allowed-hosts.", "foreign_origin");
            return;
        }
        chain.doFilter(request, response);
    }

    private boolean known(String host) {
        return host != null && (LOOPBACK.contains(host) || allowedHosts.contains(host));
    }

    private static String host(String origin) {
        try {
            return URI.create(origin).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
