package palimpsest.runtime.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.SpokenPart;
import tools.jackson.databind.json.JsonMapper;

/** What a caller that reads along is shown, part by part. */
class SpokenReplyTest {

    private static final UUID RUN = new UUID(1, 1);

    private final SpokenReply spoken = new SpokenReply();
    private final List<String> shown = new ArrayList<>();

    @Test
    void the_answer_is_shown_as_it_is_written_into_finish() {
        say(1, 1, 0, "finish", 0, "{\"ans");
        say(1, 1, 0, "finish", 5, "wer\": \"It is \\\"W");
        say(1, 1, 0, "finish", 21, "ilma\\\".\"}");
        assertThat(shown).containsExactly("It is \"W", "ilma\".");
        assertThat(spoken.rest(answered("It is \"Wilma\"."))).isEmpty();
        assertThat(text(spoken.asShown(answered("It is \"Wilma\".")))).isEqualTo("It is \"Wilma\".");
    }

    @Test
    void texts_before_calls_stand_before_the_answer_and_arguments_of_other_tools_are_not_shown() {
        say(1, 1, SpokenPart.TEXT, null, 0, "Let me look.");
        say(1, 1, 0, "readChunk", 0, "{\"answer\": \"no\"}");
        say(2, 2, SpokenPart.TEXT, null, 0, "Forty");
        assertThat(shown).containsExactly("Let me look.", "\n\nForty");
        assertThat(spoken.rest(answered("Forty-two."))).isEqualTo("-two.");
        assertThat(text(spoken.asShown(answered("Forty-two.")))).isEqualTo("Let me look.\n\nForty-two.");
    }

    @Test
    void what_is_only_said_again_is_shown_once() {
        say(1, 1, SpokenPart.TEXT, null, 0, "The toll is 12.");
        say(2, 2, SpokenPart.TEXT, null, 0, "The toll");
        say(2, 2, SpokenPart.TEXT, null, 8, " is 12.");
        assertThat(shown).containsExactly("The toll is 12.");
        assertThat(spoken.rest(answered("The toll is 12."))).isEmpty();
        assertThat(text(spoken.asShown(answered("The toll is 12.")))).isEqualTo("The toll is 12.");
    }

    @Test
    void what_begins_like_what_was_said_before_is_shown_from_where_it_differs_or_ends() {
        say(1, 1, SpokenPart.TEXT, null, 0, "The toll is 12.");
        say(2, 2, SpokenPart.TEXT, null, 0, "The toll");
        say(2, 2, SpokenPart.TEXT, null, 8, " was 9.");
        say(3, 3, SpokenPart.TEXT, null, 0, "The toll");
        assertThat(shown).containsExactly("The toll is 12.", "\n\nThe toll was 9.");
        assertThat(spoken.rest(answered("The toll"))).isEqualTo("\n\nThe toll");
    }

    @Test
    void a_message_that_is_begun_anew_after_it_was_shown_is_shown_when_it_is_recorded() {
        say(1, 1, SpokenPart.TEXT, null, 0, "It was");
        say(1, 9, SpokenPart.TEXT, null, 0, "It is");
        assertThat(shown).containsExactly("It was");
        assertThat(spoken.rest(answered("It is."))).isEqualTo("\n\nIt is.");
    }

    @Test
    void a_text_that_goes_on_in_the_next_message_is_shown_without_a_break() {
        say(1, 1, SpokenPart.TEXT, null, 0, "It rains in ");
        shown.add(spoken.hear(new SpokenPart(RUN, 2, new UUID(2, 2), SpokenPart.TEXT, null, 0, "Berlin.", true)));
        assertThat(shown).containsExactly("It rains in ", "Berlin.");
        assertThat(spoken.rest(answered("It rains in Berlin."))).isEmpty();
        assertThat(text(spoken.asShown(answered("It rains in Berlin.")))).isEqualTo("It rains in Berlin.");
    }

    @Test
    void whoever_came_in_the_middle_of_a_message_reads_it_whole_at_the_end() {
        say(3, 1, SpokenPart.TEXT, null, 7, "middle");
        assertThat(shown).isEmpty();
        assertThat(spoken.rest(answered("In the middle."))).isEqualTo("In the middle.");
    }

    @Test
    void what_is_said_late_of_an_older_message_is_passed_over() {
        say(2, 1, SpokenPart.TEXT, null, 0, "New.");
        say(1, 2, SpokenPart.TEXT, null, 0, "Old.");
        assertThat(shown).containsExactly("New.");
    }

    @Property(tries = 300)
    void a_text_is_the_same_however_its_json_is_cut(@ForAll String text, @ForAll @IntRange(min = 1, max = 7) int size) {
        String whole = text.codePoints().filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        String json = JsonMapper.shared().writeValueAsString(Map.of("answer", whole));
        var field = new StringField("answer");
        var read = new StringBuilder();
        for (int at = 0; at < json.length(); at += size) {
            read.append(field.more(json.substring(at, Math.min(json.length(), at + size))));
        }
        assertThat(read.toString()).isEqualTo(whole);
    }

    private void say(int msgId, int attempt, int call, String tool, int offset, String text) {
        String more = spoken.hear(new SpokenPart(RUN, msgId, new UUID(2, attempt), call, tool, offset, text));
        if (!more.isEmpty()) {
            shown.add(more);
        }
    }

    private static CallerReply answered(String text) {
        return new CallerReply(new CallerReply.Id(RUN, 1), RUN, 9, Instant.EPOCH, new CallerReply.Answered(text, "finish"), new CallerReply.Usage(1, 0, 1, 0));
    }

    private static String text(CallerReply reply) {
        return ((CallerReply.Answered) reply.outcome()).text();
    }
}
