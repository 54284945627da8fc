package palimpsest.runtime.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import palimpsest.memory.document.Document;
import palimpsest.memory.note.NoteBook;
import palimpsest.tools.spi.Budget;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ScanPosition;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server in a child process, and what may become of it. */
class ChildServerTest {

    private static final RemoteTools TOOLS = tools(Duration.ofSeconds(30));
    private static final RemoteTools IMPATIENT = tools(Duration.ofSeconds(3));

    @AfterAll
    static void close() {
        TOOLS.close();
        IMPATIENT.close();
    }

    @Test
    void parts_that_are_no_text_are_told_of_beside_the_text_and_the_connection_stays() {
        String before = content("pid");
        assertThat(content("picture")).isEqualTo("[An image came here (image/png, 8 bytes). It can't be shown in this conversation.]\nA lighthouse.");
        assertThat(content("attachments")).isEqualTo("""
                [A link to a resource: file:///tide.csv, tide.csv (text/csv)]
                [The resource memo:1]
                Low water at six.
                [The resource memo:2 came here (application/zip, 4 bytes). It can't be shown in this conversation.]
                [A sound recording came here (audio/wav, 3 bytes). It can't be shown in this conversation.]
                [A part of the type "hologram" came here. It can't be shown in this conversation.]
                That is all.""");
        assertThat(content("nothing")).isEmpty();
        assertThat(error(TOOLS, "refuse")).contains("refuse failed: The desk is closed.", "[An image came here");
        assertThat(content("pid")).isEqualTo(before);
    }

    @Test
    void what_a_server_asks_of_its_client_is_answered_under_the_id_that_it_gave() {
        assertThat(content("ask").split(", ")).containsExactlyInAnyOrder("\"s-1\" error -32601", "2 {}", "\"s-3\" {\"roots\":[]}");
    }

    @Test
    void a_server_that_ended_is_started_again_by_the_next_call() {
        for (String ending : List.of("quit", "hush")) {
            String before = content("pid");
            assertThat(error(TOOLS, ending)).startsWith("The call of " + ending + " on the server script broke off.");
            assertThat(content("pid")).isNotEqualTo(before);
        }
    }

    @Test
    void a_server_that_is_killed_between_two_calls_is_started_again_by_the_next() {
        long before = Long.parseLong(content("pid"));
        ProcessHandle process = ProcessHandle.of(before).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        assertThat(content("shelf")).contains("shelf 4");
    }

    @Test
    void a_time_out_is_an_error_and_no_word_of_the_server_and_the_connection_stays() {
        String before = result(IMPATIENT, "pid").get("content").asString();
        assertThat(error(IMPATIENT, "silence")).isEqualTo("silence on the server script did not answer within 3 s. Whether it took effect is not known: "
                + "check before you call it again.");
        assertThat(result(IMPATIENT, "pid").get("content").asString()).isEqualTo(before);
    }

    @Test
    void a_child_gets_what_is_configured_and_a_few_variables_of_ours() {
        assertThat(content("variables").split(",")).contains("PATH", "SHELF_KEY").allMatch(name -> name.equals("SHELF_KEY")
                || Arrays.asList("HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR").contains(name));
    }

    @Test
    void keys_passwords_and_exported_functions_are_not_passed_on() {
        Map<String, String> environment = new TreeMap<>(Map.of("Path", "/bin", "HOME", "/home/a", "SPRING_DATASOURCE_PASSWORD", "p", "OPENAI_API_KEY", "k",
                "SHELL", "() { echo; }", "HTTPS_PROXY", "http://u:p@proxy"));
        ChildProcessTransport.cutDown(environment, Map.of("OPENAI_API_KEY", "another"));
        assertThat(environment).containsOnly(Map.entry("Path", "/bin"), Map.entry("HOME", "/home/a"), Map.entry("OPENAI_API_KEY", "another"));
    }

    private static RemoteTools tools(Duration timeout) {
        return new RemoteTools(List.of(new RemoteServer("script", null, StdioScript.command(), Map.of("SHELF_KEY", "4"), Map.of(), StdioScript.TOOLS, false,
                List.of("pid"), timeout)), List.of(), Clock.systemUTC());
    }

    private static String content(String tool) {
        JsonNode result = result(TOOLS, tool);
        assertThat(result.has("error")).as(result.toString()).isFalse();
        return result.get("content").asString();
    }

    private static String error(RemoteTools tools, String tool) {
        return result(tools, tool).get("error").asString();
    }

    private static JsonNode result(RemoteTools tools, String tool) {
        var called = tools.tools().stream().filter(known -> known.name().equals(tool)).findFirst().orElseThrow();
        return JsonMapper.builder().build().valueToTree(called.execute(new ToolArguments(Map.of()), new Nowhere()).result());
    }

    /** A tool of a server sees nothing of the conversation but the call's key. */
    private static final class Nowhere implements ToolContext {

        @Override
        public String tenant() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Document> documents() {
            throw new UnsupportedOperationException();
        }

        @Override
        public NoteBook notes() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Effect.IndexBuilt> index() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScanPosition scan() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SequencedSet<String> searchedKeywords() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> roleOf(int msgId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Budget budget() {
            throw new UnsupportedOperationException();
        }
    }
}
