package palimpsest.runtime.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request an id, which stands in the log lines that it causes ({@code request.id}) and in the answer's header: the caller's own
 * {@code X-Request-Id} when it is 1 to 128 letters, digits or {@code . _ -}, or else a new one.
 */
public final class RequestIdFilter extends OncePerRequestFilter {

    static final String HEADER = "X-Request-Id";
    /** Nothing that could forge a line of the log. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        String given = request.getHeader(HEADER);
        String id = given != null && PLAIN.matcher(given).matches() ? given : UUID.randomUUID().toString();
        response.setHeader(HEADER, id);
        try (var logged = MDC.putCloseable("request.id", id)) {
            chain.doFilter(request, response);
        }
    }
}
