package palimpsest.runtime.api.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;
import palimpsest.memory.audit.AuditEntry;
import palimpsest.memory.audit.AuditEntry.Outcome;

/**
 * Writes down, when the answer is there, each request that changes something and each that was refused. Its content and its query
 * string stay out. A log that can't be written costs no answer: it is told in the process's own log.
 */
public final class AuditFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(AuditFilter.class);
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final int LONGEST = 300;
    private static final String LEFT_OUT = AuditFilter.class.getName() + ".leftOut";

    private final Consumer<AuditEntry> entries;
    private final Clock clock;

    public AuditFilter(Consumer<AuditEntry> entries, Clock clock) {
        this.entries = entries;
        this.clock = clock;
    }

    /** Leaves a request out: it repeats one that was written down. */
    static void leaveOut(HttpServletRequest request) {
        request.setAttribute(LEFT_OUT, true);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            int status = answered ? response.getStatus() : HttpStatus.INTERNAL_SERVER_ERROR.value();
            boolean changes = !READING.contains(request.getMethod());
            if ((changes || Outcome.of(status) == Outcome.REFUSED) && request.getAttribute(LEFT_OUT) == null) {
                write(entry(request, status));
            }
        }
    }

    private void write(AuditEntry entry) {
        try {
            entries.accept(entry);
        } catch (RuntimeException e) {
            log.error("The audit log could not be written: {} {} {} by {} of tenant {} ended with {}: {}", entry.method(), entry.path(), entry.targets(),
                    entry.caller(), entry.tenant(), entry.status(), e.getMessage());
        }
    }

    private AuditEntry entry(HttpServletRequest request, int status) {
        Optional<Caller> caller = CallerAuthentication.current();
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String path = pattern == null ? request.getRequestURI().substring(request.getContextPath().length()) : pattern.toString();
        return new AuditEntry(0, clock.instant().truncatedTo(ChronoUnit.MICROS), caller.map(Caller::tenant).orElse(null), caller.map(Caller::user).orElse(null),
                caller.map(Caller::name).orElse("address:" + request.getRemoteAddr()), cut(request.getMethod()), cut(path), targets(request), status,
                Outcome.of(status));
    }

    private static Map<String, String> targets(HttpServletRequest request) {
        var targets = new LinkedHashMap<String, String>();
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            variables.forEach((name, value) -> targets.put(String.valueOf(name), cut(String.valueOf(value))));
        }
        return targets;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
