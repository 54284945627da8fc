package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ShippedPromptTest {

    /** SHA-256 of the prompt in UTF-8, as agents of StateLM have had it from the first version on. */
    private static final String OF_STATELM = "3e557baa8a9ddd6eea59ad3062b0ec087d327c2cd94674a5ae7e9a78ffc45881";

    private static String prompt(Map<String, String> properties) {
        return ToolConfiguration.systemPrompt(new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("palimpsest.agent", PalimpsestProperties.Agent.class));
    }

    @Test
    void an_agent_whose_calls_are_all_answered_is_told_that_it_may_make_several_in_a_message() {
        String full = prompt(Map.of());
        assertThat(full).contains("make several at once where none of them needs what another one tells", "Call finish in a message by itself")
                .doesNotContain("one tool per message");
        assertThat(prompt(Map.of("palimpsest.agent.profile", "statelm", "palimpsest.agent.parallel-tool-calls", "true"))).isEqualTo(full);
    }

    @Test
    void an_agent_whose_first_call_alone_is_run_is_told_to_make_one() {
        String single = prompt(Map.of("palimpsest.agent.parallel-tool-calls", "false"));
        assertThat(single).contains("call one tool per message").doesNotContain("several at once");
        assertThat(prompt(Map.of("palimpsest.agent.profile", "statelm"))).isEqualTo(single);
    }

    @Test
    void the_prompt_of_statelm_stays_as_it_is_to_the_byte() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(prompt(Map.of("palimpsest.agent.profile", "statelm")).getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(OF_STATELM);
    }

    @Test
    void a_prompt_of_the_application_stays_as_it_is() {
        assertThat(prompt(Map.of("palimpsest.agent.system-prompt", "Be brief, then call one tool per message."))).isEqualTo("Be brief, then call one tool per message.");
    }
}
