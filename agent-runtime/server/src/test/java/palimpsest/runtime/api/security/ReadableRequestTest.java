package palimpsest.runtime.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class ReadableRequestTest {

    private final ReadableRequest filter = new ReadableRequest(new Refusals(JsonMapper.shared()));
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();

    private static MockHttpServletRequest post(String path, String coding) {
        var request = new MockHttpServletRequest("POST", path);
        request.setContentType("application/json");
        request.setContent("{}".getBytes(StandardCharsets.UTF_8));
        request.addHeader("Content-Encoding", coding);
        return request;
    }

    @ParameterizedTest
    @CsvSource({"/api/agents, gzip, urn:palimpsest:problem:unsupported-media-type", "/v1/chat/completions, br, unsupported_content_encoding", "/mcp, 'deflate, gzip', -32"})
    void a_compressed_body_is_refused_with_what_to_send(String path, String coding, String told) throws Exception {
        filter.doFilter(post(path, coding), response, chain);

        assertThat(chain.getRequest()).isNull();
        assertThat(response.getStatus()).isEqualTo(415);
        assertThat(response.getHeader("Accept-Encoding")).isEqualTo("identity");
        assertThat(response.getContentAsString()).contains(told, "Content-Encoding: " + coding + " is not taken", "without compression");
    }

    @Test
    void a_body_as_it_is_passes() throws Exception {
        filter.doFilter(post("/api/agents", "identity"), response, chain);

        assertThat(chain.getRequest()).isNotNull();
    }
}
