package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import palimpsest.memory.ingest.PassageSplitter.Span;
import palimpsest.memory.text.JtokkitTokenizer;
import palimpsest.memory.text.UnicodeTexts;

class PassageSplitterTest {

    private final PassageSplitter splitter = new PassageSplitter();

    private List<String> passages(String text) {
        return splitter.split(text).stream().map(span -> text.substring(span.start(), span.end())).toList();
    }

    @Provide
    Arbitrary<String> texts() {
        return UnicodeTexts.longOnes();
    }

    @Property(tries = 400)
    void joined_passages_are_the_text(@ForAll("texts") String text) {
        assertThat(String.join("", passages(text))).isEqualTo(text);
    }

    @Property(tries = 400)
    void no_passage_is_empty_or_cuts_a_code_point_or_outgrows_the_embedder(@ForAll("texts") String text) {
        for (Span span : splitter.split(text)) {
            assertThat(span.end()).isGreaterThan(span.start()).isLessThanOrEqualTo(span.start() + 2000);
            assertThat(Character.isLowSurrogate(text.charAt(span.start())) && span.start() > 0
                    && Character.isHighSurrogate(text.charAt(span.start() - 1))).isFalse();
        }
    }

    @Test
    void prose_is_cut_at_sentence_ends_into_about_two_hundred_tokens() {
        String text = "The river was high that morning, and nobody crossed it. ".repeat(400);
        List<String> passages = passages(text);
        assertThat(passages).allSatisfy(passage -> assertThat(passage).endsWith(". "));
        var tokenizer = JtokkitTokenizer.o200kBase();
        assertThat(passages.subList(0, passages.size() - 1))
                .allSatisfy(passage -> assertThat(tokenizer.count(passage)).isBetween(120, 260));
    }

    @Test
    void a_paragraph_that_an_embedder_takes_in_whole_is_not_divided() {
        String paragraph = "The river was high that morning, and nobody crossed it. ".repeat(25).strip();
        assertThat(passages("Short one.\n\n" + paragraph + "\n\n" + paragraph)).hasSize(2).allSatisfy(passage -> assertThat(passage).contains(paragraph));
    }

    @Test
    void lines_of_a_dialogue_stay_whole() {
        String text = "Anna: Did you see the lighthouse on the way here?\nBen: Only its light, far out at sea.\n".repeat(60);
        assertThat(passages(text)).allSatisfy(passage -> assertThat(passage).matches("(?s)(Anna|Ben): .*\n"));
    }

    @Test
    void endless_lines_are_cut() {
        assertThat(passages("x".repeat(10_000))).allSatisfy(passage -> assertThat(passage.length()).isLessThanOrEqualTo(1600));
        assertThat(passages("漢".repeat(10_000))).allSatisfy(passage -> assertThat(passage.length()).isLessThanOrEqualTo(400));
    }

    @Test
    void a_heading_goes_with_what_follows() {
        String text = "Some words of the first part that go on for a while. ".repeat(12) + "\n\n# Second part\n" + "And more words. ".repeat(20);
        assertThat(passages(text)).anySatisfy(passage -> assertThat(passage).startsWith("# Second part"));
    }

    @Test
    void a_passage_ends_where_a_page_does() {
        String first = "The harbour was dug in two years.\n";
        String text = first + "Statement of tides\nHigh\t4\nLow\t1\n";
        assertThat(splitter.split(text, new int[] {0, first.length()})).extracting(Span::start).containsExactly(0, first.length());
        assertThat(splitter.split(text, new int[] {0, first.length() - 5})).extracting(Span::start).as("not within a line").containsExactly(0, first.length());
    }
}
