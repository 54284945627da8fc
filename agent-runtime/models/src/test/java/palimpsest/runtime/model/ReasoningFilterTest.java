package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasoningFilterTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            <think>It rains.</think>Take a coat.|Take a coat.
            \\n<think>It rains.</think>\\n\\nTake a coat.|\\nTake a coat.
            <think>It rains, so|''
            So.\\n<think>It rains.</think>Take a coat.|So.\\nTake a coat.
            Well <think>it rains</think>take a coat.|Well take a coat.
            Models write <think> first.|Models write <think> first.
            Write `<think>` and `</think>` here.|Write `<think>` and `</think>` here.
            ```\\n<think>x</think>\\n```\\nThat.|```\\n<think>x</think>\\n```\\nThat.
            It rains.\\n</think>\\n\\nTake a coat.|Take a coat.
            Close it with </think> always.|Close it with </think> always.
            a < b and </thin> stay|a < b and </thin> stay
            <think>a</think><think>b</think>c|c
            <THINK>It rains.</THINK>Take a coat.|Take a coat.
            It rains, so I say so.</think>Take a coat.|Take a coat.
            \\n<thinking>It rains.</thinking>\\n\\nTake a coat.|\\nTake a coat.
            <thought>It rains.</thought>Take a coat.|Take a coat.
            <reasoning>It rains, so|''
            [THINK]It rains.[/THINK]Take a coat.|Take a coat.
            \u25C1think\u25B7It rains.\u25C1/think\u25B7Take a coat.|Take a coat.
            The form: <thinking>why</thinking> what|The form: <thinking>why</thinking> what
            [THINKING] is a state|[THINKING] is a state
            <thinker>Rodin</thinker>|<thinker>Rodin</thinker>
            <reasoning>It rains.</reasoning>|<reasoning>It rains.</reasoning>
            <think>a</think><Thought>b</Thought>\\n|<Thought>b</Thought>
            [THINK]It rains.[/THINK]|''
            Say (</think>) then.|Say (</think>) then.
            """)
    void reasoning_is_no_answer(String text, String answer) {
        assertThat(ReasoningFilter.answer(text.replace("\\n", "\n"))).isEqualTo(answer.replace("\\n", "\n"));
    }

    @Test
    void channels_of_harmony_are_reasoning_up_to_the_final_one() {
        assertThat(ReasoningFilter.answer("<|channel|>analysis<|message|>It rains.<|end|><|start|>assistant<|channel|>final<|message|>Take a coat.")).isEqualTo("Take a coat.");
    }

    @Test
    void text_without_tags_stays_and_a_long_one_is_read_once() {
        assertThat(ReasoningFilter.answer(null)).isNull();
        String text = "word ` < ".repeat(100_000);
        assertThat(ReasoningFilter.answer("<think>x</think>" + text)).hasSize(text.length());
    }

    @Property(tries = 500)
    void how_a_text_is_split_does_not_matter(@ForAll("parts") List<String> parts) {
        var filter = new ReasoningFilter();
        var shown = new StringBuilder();
        for (String part : parts) {
            String more = filter.more(part);
            shown.setLength(filter.tookBack() ? 0 : shown.length());
            shown.append(more);
        }
        String rest = filter.end();
        shown.setLength(filter.tookBack() ? 0 : shown.length());
        assertThat(shown.append(rest).toString()).isEqualTo(ReasoningFilter.answer(String.join("", parts)));
    }

    @Provide
    Arbitrary<List<String>> parts() {
        return Arbitraries.of("<think>", "</think>", "<thi", "nk>", "</", "think>", "<", "<thinking>", "</thinking>", "[TH", "INK]", "[/THINK]", "<THINK>", "`", "```", "\n", " ", "word", "a < b").list().ofMaxSize(14);
    }
}
