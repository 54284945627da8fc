package palimpsest.runtime.verify.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PassageRelevanceTest {

    private static final String QUESTION = "Who commands the lighthouse keepers?";

    private static double score(Map<String, float[]> vectors, String text) {
        return new PassageRelevance(vectors::get, vectors::get).score(QUESTION, text);
    }

    @Test
    void where_few_words_are_shared_meaning_counts_as_much() {
        String text = "Edda is in charge of the keepers.";
        double words = new PassageRelevance(null, null).score(QUESTION, text);
        assertThat(words).isBetween(0.1, 0.49);
        assertThat(score(Map.of(QUESTION, new float[] {1, 0}, text, new float[] {1, 0}), text)).isCloseTo((words + 1) / 2, within(1e-9));
        assertThat(score(Map.of(QUESTION, new float[] {1, 0}, text, new float[] {0, 1}), text)).isCloseTo(words / 2, within(1e-9));
    }

    @Test
    void of_a_text_of_another_language_whose_model_is_another_words_alone_count() {
        String text = "灯塔的 keepers 由埃达指挥。";
        double words = new PassageRelevance(null, null).score(QUESTION, text);
        assertThat(words).isGreaterThan(0);
        assertThat(score(Map.of(QUESTION, new float[] {1, 0}, text, new float[] {1, 0, 0}), text)).isEqualTo(words);
    }
}
