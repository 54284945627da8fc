package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.memory.text.UnicodeTexts;

class HighlighterTest {

    @Provide
    Arbitrary<String> texts() {
        return UnicodeTexts.longOnes();
    }

    @Property(tries = 300)
    void fragments_are_short_pieces_of_the_text(@ForAll("texts") String text, @ForAll Set<Integer> seeds) {
        int words = SearchWords.locate(text).size();
        Set<Integer> matched = new java.util.HashSet<>();
        seeds.forEach(seed -> matched.add(Math.floorMod(seed, words + 3)));
        List<String> fragments = Highlighter.fragments(text, matched);
        assertThat(fragments).hasSizeBetween(1, 3);
        boolean any = matched.stream().anyMatch(m -> m >= 1 && m <= words);
        for (String fragment : fragments) {
            assertThat(fragment.length()).isLessThanOrEqualTo(any ? 180 : 120);
            assertThat(fragment.contains("<em>")).isEqualTo(any);
            assertThat(text).contains(fragment.replace("<em>", "").replace("</em>", ""));
        }
    }

    @Example
    void matches_are_marked_with_words_around() {
        assertThat(Highlighter.fragments("We saw the blue mountain from afar.", Set.of(4, 5)))
                .containsExactly("We saw the <em>blue</em> <em>mountain</em> from afar.");
    }

    @Example
    void far_matches_have_fragments_of_their_own() {
        String text = "blue start. " + "filler words here ".repeat(30) + "blue end.";
        List<String> fragments = Highlighter.fragments(text, Set.of(1, 93));
        assertThat(fragments).hasSize(2);
        assertThat(fragments.get(0)).startsWith("<em>blue</em> start.");
        assertThat(fragments.get(1)).endsWith("<em>blue</em> end.");
    }

    @Example
    void without_a_match_it_is_the_beginning() {
        assertThat(Highlighter.fragments("x".repeat(300), Set.of())).containsExactly("x".repeat(120));
    }
}
