package palimpsest.runtime.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.language.Languages;

/** What was read in a run, kept for all its answers. */
class ReadTextsTest {

    private static final ReadSpan HARBOUR = new ReadSpan(new UUID(1, 1), "harbour.txt", 0, 0, "The copper lantern hangs in the harbour. It was lit by Wilma Krull.");
    private static final ReadSpan RIDGE = new ReadSpan(new UUID(1, 2), "ridge.txt", 1, 0, "Timber grows on the ridge.");

    private final ReadTexts texts = new ReadTexts();
    private final CitationResolver resolver = new CitationResolver();

    @Test
    void a_text_is_taken_apart_once() {
        var words = Languages.shared().of(HARBOUR.text());
        var again = new ReadSpan(HARBOUR.documentId(), HARBOUR.document(), 0, 0, HARBOUR.text());
        assertThat(texts.of(again).terms(words)).isSameAs(texts.of(HARBOUR).terms(words));
        assertThat(texts.of(HARBOUR).sentences()).hasSize(2);
    }

    @Test
    void an_answer_is_resolved_once_until_something_else_is_read_or_asked() {
        var first = resolver.resolve("Where?", "Timber grows on the ridge.", List.of(HARBOUR), texts);
        assertThat(resolver.resolve("Where?", "Timber grows on the ridge.", List.of(HARBOUR), texts)).isSameAs(first).isEmpty();
        assertThat(resolver.resolve("Where?", "Timber grows on the ridge.", List.of(HARBOUR, RIDGE), texts)).extracting(Citation::document).containsExactly("ridge.txt");
    }

    @Test
    void it_cites_the_same_with_and_without_what_was_kept() {
        for (String answer : List.of("Wilma Krull lit it.", "“copper lantern hangs in the harbour”", "The copper lantern hangs in the harbour. Timber grows on the ridge.")) {
            resolver.resolve("Who lit the lantern?", "Something else about timber.", List.of(HARBOUR, RIDGE), texts);
            assertThat(resolver.resolve("Who lit the lantern?", answer, List.of(HARBOUR, RIDGE), texts))
                    .isEqualTo(resolver.resolve("Who lit the lantern?", answer, List.of(HARBOUR, RIDGE))).isNotEmpty();
        }
    }

    @Test
    void very_much_text_is_not_kept_for_ever_and_still_read_rightly() {
        String long1 = "The gate is red. " + "Moss grows. ".repeat(250_000);
        var first = new ReadSpan(new UUID(2, 1), "one.txt", null, 0, long1);
        var second = new ReadSpan(new UUID(2, 2), "two.txt", null, 0, "The gate is blue. " + long1);
        ReadText kept = texts.of(first);
        assertThat(texts.of(second)).isNotSameAs(kept);
        assertThat(texts.of(first)).as("read again").isNotSameAs(kept);
    }

    @Test
    void short_stretches_are_kept_over_runs_and_long_ones_for_their_run() {
        ReadTexts all = ReadTexts.overRuns();
        ReadTexts one = all.ofRun();
        ReadTexts next = all.ofRun();
        assertThat(next.of(HARBOUR)).isSameAs(one.of(HARBOUR));
        assertThat(next.of(HARBOUR).once(StringBuilder.class, text -> new StringBuilder("made"))).isSameAs(one.of(HARBOUR).once(StringBuilder.class, text -> new StringBuilder("again")));

        var chapter = new ReadSpan(new UUID(2, 3), "chapter.txt", null, 0, "Moss grows. ".repeat(1000));
        assertThat(one.of(chapter)).isSameAs(one.of(chapter)).isNotSameAs(next.of(chapter));
    }
}
