package palimpsest.runtime.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContextHolder;
import palimpsest.memory.key.Role;
import tools.jackson.databind.json.JsonMapper;

class RateFilterTest {

    private final RateFilter filter = new RateFilter(new RequestRates(1), new Refusals(JsonMapper.shared()));

    @AfterEach
    void nobody() {
        SecurityContextHolder.clearContext();
    }

    private MockHttpServletResponse ask() throws Exception {
        var response = new MockHttpServletResponse();
        filter.doFilter(new MockHttpServletRequest("GET", "/api/agents"), response, new MockFilterChain());
        return response;
    }

    private MockHttpServletResponse askWithAKeyThatIsNone() throws Exception {
        var response = new MockHttpServletResponse();
        filter.commence(new MockHttpServletRequest("GET", "/api/agents"), response, new BadCredentialsException("not known"));
        return response;
    }

    @Test
    void a_refusal_says_in_its_header_when_to_come_back() throws Exception {
        assertThat(ask().getStatus()).isEqualTo(200);
        var refused = ask();

        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.getHeader("Retry-After"))).isBetween(1, 60);
    }

    @Test
    void keys_that_are_none_are_counted_by_their_address_and_hold_up_no_key_that_is_one() throws Exception {
        assertThat(askWithAKeyThatIsNone().getStatus()).isEqualTo(401);
        assertThat(askWithAKeyThatIsNone().getStatus()).isEqualTo(429);
        SecurityContextHolder.getContext().setAuthentication(new CallerAuthentication(new Caller("key:7", "one", "ann", Role.USER)));

        assertThat(ask().getStatus()).isEqualTo(200);
    }
}
