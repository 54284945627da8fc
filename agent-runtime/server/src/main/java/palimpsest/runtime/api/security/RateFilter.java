package palimpsest.runtime.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what a caller asks too often: a key or a token's user is counted by itself, whoever proves nothing by the address it
 * comes from. Keys and tokens that are none end before this filter; as an entry point it counts them by their address, too.
 */
public final class RateFilter extends OncePerRequestFilter implements AuthenticationEntryPoint {

    private final RequestRates rates;
    private final Refusals refusals;

    public RateFilter(RequestRates rates, Refusals refusals) {
        this.rates = rates;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        if (allowed(request, response, CallerAuthentication.current().map(Caller::name).orElseGet(() -> address(request)))) {
            chain.doFilter(request, response);
        }
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        // a request without any proof came through the filter and was counted there
        if (e instanceof InsufficientAuthenticationException || allowed(request, response, address(request))) {
            refusals.commence(request, response, e);
        }
    }

    private boolean allowed(HttpServletRequest request, HttpServletResponse response, String caller) throws IOException {
        RequestRates.Answer answer = rates.ask(caller);
        if (answer.allowed()) {
            return true;
        }
        if (!answer.notable()) {
            AuditFilter.leaveOut(request);
        }
        long seconds = Math.max(1, answer.retryAfter().plus(Duration.ofMillis(999)).toSeconds());
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        refusals.write(request, response, HttpStatus.TOO_MANY_REQUESTS, "rate-limited", "Too many requests",
                "More requests than palimpsest.security.rate.requests-per-minute allows: try again in " + seconds + " s.", "rate_limit_exceeded");
        return false;
    }

    private static String address(HttpServletRequest request) {
        return "address:" + request.getRemoteAddr();
    }
}
