package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RememberedCountsTest {

    private final List<String> counted = new ArrayList<>();
    private final RememberedCounts counts = new RememberedCounts(new Tokenizer() {
        @Override
        public String id() {
            return "characters";
        }

        @Override
        public int count(String text) {
            counted.add(text);
            return text.length();
        }

        @Override
        public TokenOffsets tokenize(String text) {
            throw new UnsupportedOperationException();
        }
    });

    @Property(tries = 100)
    void a_text_counts_what_the_tokenizer_counts_however_often_it_is_asked_for(@ForAll List<String> texts) {
        var tokenizer = new WhitespaceTokenizer();
        var remembered = new RememberedCounts(tokenizer);
        for (int time = 0; time < 2; time++) {
            assertThat(texts).allSatisfy(text -> assertThat(remembered.count(text)).isEqualTo(tokenizer.count(text)));
        }
    }

    @Test
    void equal_texts_are_counted_once() {
        assertThat(counts.count("the tide")).isEqualTo(8);
        assertThat(counts.count(new StringBuilder("the tide").toString())).isEqualTo(8);
        assertThat(counted).containsExactly("the tide");
    }

    @Test
    void what_was_asked_for_longest_ago_is_forgotten_first_when_there_is_too_much() {
        String kept = "kept";
        counts.count(kept);
        counts.count("dropped");
        int texts = RememberedCounts.MOST_CHARACTERS / RememberedCounts.LONGEST;
        for (int i = 0; i < texts; i++) {
            counts.count(("" + (char) ('a' + i % 26) + i / 26 + " ").repeat(RememberedCounts.LONGEST).substring(0, RememberedCounts.LONGEST));
            counts.count(kept);
        }
        counted.clear();

        counts.count(kept);
        counts.count("dropped");

        assertThat(counted).containsExactly("dropped");
    }

    @Test
    void a_text_that_is_too_long_is_not_kept() {
        String novel = "x".repeat(RememberedCounts.LONGEST + 1);
        counts.count(novel);
        counts.count(novel);
        assertThat(counted).hasSize(2);
    }
}
