package palimpsest.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TwoLanguagesTest {

    private final List<String> english = new ArrayList<>();
    private final List<String> chinese = new ArrayList<>();
    private final TwoLanguages both = new TwoLanguages(model(2, english), model(3, chinese));

    @Test
    void each_text_is_embedded_by_the_model_of_its_language_in_a_part_of_its_own() {
        List<float[]> vectors = both.embedAll(texts("the harbour", "港口的主管是周文", "Apollo 11 的机组人员", "der Hafen")).content().stream().map(Embedding::vector).toList();

        assertThat(english).containsExactly("the harbour", "der Hafen");
        assertThat(chinese).containsExactly("港口的主管是周文", "Apollo 11 的机组人员");
        assertThat(vectors.get(0)).containsExactly(1, 1, 0, 0, 0);
        assertThat(vectors.get(1)).containsExactly(0, 0, 1, 1, 1);
        assertThat(vectors.get(2)).containsExactly(0, 0, 1, 1, 1);
        assertThat(vectors.get(3)).containsExactly(1, 1, 0, 0, 0);
    }

    @Test
    void a_model_without_texts_is_not_asked() {
        both.embedAll(texts("the harbour"));

        assertThat(chinese).isEmpty();
        assertThat(both.dimension()).isEqualTo(5);
    }

    @Test
    void a_word_in_chinese_makes_no_text_chinese() {
        assertThat(TwoLanguages.isChinese("The word 港 means harbour.")).isFalse();
        assertThat(TwoLanguages.isChinese("1234")).isFalse();
    }

    private static List<TextSegment> texts(String... texts) {
        return Stream.of(texts).map(TextSegment::from).toList();
    }

    private static EmbeddingModel model(int dimension, List<String> asked) {
        return new EmbeddingModel() {

            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
                segments.forEach(segment -> asked.add(segment.text()));
                float[] ones = new float[dimension];
                java.util.Arrays.fill(ones, 1);
                return Response.from(segments.stream().map(segment -> Embedding.from(ones)).toList());
            }

            @Override
            public int dimension() {
                return dimension;
            }
        };
    }
}
