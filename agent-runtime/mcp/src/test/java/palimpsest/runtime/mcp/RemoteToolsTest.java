package palimpsest.runtime.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemoteToolsTest {

    @Test
    void a_name_that_is_taken_gets_the_servers_name_before_it() {
        var tools = new RemoteTools(List.of(server("a", List.of("note", "find", "only"), List.of(), true), server("b", List.of("find"), List.of(), true)),
                List.of("note"), Clock.systemUTC());
        assertThat(tools.names()).containsExactly("a_note", "a_find", "only", "b_find");
    }

    @Test
    void a_tool_waits_for_a_person_unless_it_is_said_to_have_no_effects_or_to_need_none() {
        var careful = new RemoteTools(List.of(server("a", List.of("send", "look"), List.of("look"), true)), List.of(), Clock.systemUTC()).tools();
        assertThat(careful.getFirst().needsApproval()).isTrue();
        assertThat(careful.getFirst().idempotent()).isFalse();
        assertThat(careful.getLast().needsApproval()).isFalse();
        assertThat(careful.getLast().idempotent()).isTrue();
        var trusted = new RemoteTools(List.of(server("a", List.of("send"), List.of(), false)), List.of(), Clock.systemUTC()).tools().getFirst();
        assertThat(trusted.needsApproval()).isFalse();
        assertThat(trusted.idempotent()).isFalse();
    }

    @Test
    void a_server_that_can_not_be_used_says_why() {
        assertThatThrownBy(() -> server("a", List.of(), List.of(), true)).hasMessageContaining("name the tools that agents may use");
        assertThatThrownBy(() -> server("a", List.of("x"), List.of("y"), true)).hasMessageContaining("read-only");
        assertThatThrownBy(() -> new RemoteServer("a", null, List.of(), Map.of(), Map.of(), List.of("x"), true, List.of(), Duration.ofSeconds(1)))
                .hasMessageContaining("either a url or a command");
    }

    private static RemoteServer server(String name, List<String> tools, List<String> readOnly, boolean approval) {
        return new RemoteServer(name, URI.create("http://127.0.0.1:1/mcp"), List.of(), Map.of(), Map.of(), tools, approval, readOnly, Duration.ofSeconds(1));
    }
}
