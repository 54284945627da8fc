package palimpsest.runtime.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.servlet.HandlerMapping;
import palimpsest.memory.audit.AuditEntry;
import palimpsest.memory.audit.AuditEntry.Outcome;
import palimpsest.memory.key.Role;

class AuditFilterTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<AuditEntry> written = new ArrayList<>();
    private final AuditFilter filter = new AuditFilter(written::add, Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void nobody() {
        SecurityContextHolder.clearContext();
    }

    private static FilterChain answering(int status) {
        return (request, response) -> ((HttpServletResponse) response).setStatus(status);
    }

    private static MockHttpServletRequest request(String method, String path) {
        var request = new MockHttpServletRequest(method, path);
        request.setQueryString("q=a+secret");
        return request;
    }

    @Test
    void a_change_is_written_with_its_pattern_and_targets_and_without_its_query() throws Exception {
        SecurityContextHolder.getContext().setAuthentication(new CallerAuthentication(new Caller("key:7", "one", "ann", Role.USER)));
        filter.doFilter(request("DELETE", "/api/keys/9"), new MockHttpServletResponse(), (request, response) -> {
            request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/api/keys/{id}");
            request.setAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, Map.of("id", "9"));
        });

        assertThat(written).containsExactly(new AuditEntry(0, NOW, "one", "ann", "key:7", "DELETE", "/api/keys/{id}", Map.of("id", "9"), 200, Outcome.DONE));
    }

    @Test
    void reading_is_written_only_when_it_is_refused() throws Exception {
        for (int status : new int[] {200, 404, 401, 403, 429}) {
            filter.doFilter(request("GET", "/api/keys"), new MockHttpServletResponse(), answering(status));
        }

        assertThat(written).extracting(AuditEntry::status).containsExactly(401, 403, 429);
        assertThat(written).allSatisfy(entry -> assertThat(entry.caller()).isEqualTo("address:127.0.0.1"));
        assertThat(written.toString()).doesNotContain("secret");
    }

    @Test
    void a_change_that_ends_in_an_exception_is_written_as_failed() {
        assertThatThrownBy(() -> filter.doFilter(request("POST", "/api/agents"), new MockHttpServletResponse(), (request, response) -> {
            throw new IllegalStateException("broken");
        })).hasMessage("broken");

        assertThat(written).extracting(AuditEntry::status).containsExactly(500);
        assertThat(written).extracting(AuditEntry::outcome).containsExactly(Outcome.FAILED);
    }

    @Test
    void a_log_that_can_not_be_written_costs_no_answer() throws Exception {
        var response = new MockHttpServletResponse();
        new AuditFilter(entry -> {
            throw new IllegalStateException("no database");
        }, Clock.systemUTC()).doFilter(request("POST", "/api/agents"), response, answering(201));

        assertThat(response.getStatus()).isEqualTo(201);
    }
}
