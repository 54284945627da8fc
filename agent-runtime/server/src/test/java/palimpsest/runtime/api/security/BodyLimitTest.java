package palimpsest.runtime.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class BodyLimitTest {

    private final BodyLimit limit = new BodyLimit(DataSize.ofBytes(10), new Refusals(JsonMapper.shared()));
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private int read = -1;

    /** Reads the body as a controller does: a broken stream becomes a 400. */
    private final FilterChain reading = (request, answer) -> {
        try {
            read = request.getInputStream().readAllBytes().length;
        } catch (IOException e) {
            ((MockHttpServletResponse) answer).setStatus(400);
            answer.getWriter().write("not readable");
        }
    };

    private static MockHttpServletRequest request(String path, String type, int bytes, boolean declared) {
        var request = new MockHttpServletRequest("POST", path) {
            @Override
            public long getContentLengthLong() {
                return declared ? super.getContentLengthLong() : -1;
            }
        };
        request.setContentType(type);
        request.setContent(new byte[bytes]);
        return request;
    }

    @Test
    void a_body_up_to_the_limit_passes() throws Exception {
        limit.doFilter(request("/api/agents", "application/json", 10, false), response, reading);

        assertThat(read).isEqualTo(10);
        assertThat(response.getStatus()).isEqualTo(200);
    }

    @Test
    void a_larger_one_is_refused_by_its_declared_length_or_when_it_was_read_so_far() throws Exception {
        limit.doFilter(request("/api/agents", "application/json", 11, true), response, reading);
        var undeclared = new MockHttpServletResponse();
        limit.doFilter(request("/api/agents", "application/json", 11, false), undeclared, reading);

        assertThat(read).isEqualTo(-1);
        for (var refused : new MockHttpServletResponse[] {response, undeclared}) {
            assertThat(refused.getStatus()).isEqualTo(413);
            assertThat(refused.getContentAsString()).contains("urn:palimpsest:problem:body-too-large").doesNotContain("not readable");
        }
    }

    @Test
    void uploads_and_imports_have_limits_of_their_own() throws Exception {
        limit.doFilter(request("/api/conversations/1/documents", "multipart/form-data; boundary=x", 100, true), response, reading);
        assertThat(read).isEqualTo(100);
        limit.doFilter(request("/api/conversations/import", "application/json", 200, true), response, reading);
        assertThat(read).isEqualTo(200);
    }
}
