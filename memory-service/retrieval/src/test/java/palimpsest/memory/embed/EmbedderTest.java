package palimpsest.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbedderTest {

    private final List<String> english = new ArrayList<>();
    private final List<String> chinese = new ArrayList<>();
    private final List<String> loaded = new ArrayList<>();
    private final Embedder both = Embedder.byLanguage("both", embedder("en", 2, "query: ", english), embedder("zh", 3, "查询：", chinese));

    @Test
    void each_text_is_embedded_by_the_model_of_its_language_and_all_come_back_in_order() {
        List<float[]> vectors = both.passages(List.of("the harbour", "港口的主管是周文", "Apollo 11 的机组人员", "der Hafen"));

        assertThat(english).containsExactly("the harbour", "der Hafen");
        assertThat(chinese).containsExactly("港口的主管是周文", "Apollo 11 的机组人员");
        assertThat(vectors).extracting(vector -> vector.length).containsExactly(2, 3, 3, 2);
    }

    @Test
    void a_query_has_the_form_that_the_model_of_its_language_wants() {
        assertThat(both.query("Who runs the harbour?")).hasSize(2);
        assertThat(both.query("谁是港口的主管？")).hasSize(3);
        assertThat(english).containsExactly("query: Who runs the harbour?");
        assertThat(chinese).containsExactly("查询：谁是港口的主管？");
    }

    @Test
    void the_chinese_model_is_loaded_by_the_first_text_in_chinese() {
        both.passages(List.of("the harbour", "Порт", "항구", "港は北にあります"));
        assertThat(loaded).containsExactly("en");
        both.passages(List.of("港口"));
        assertThat(loaded).containsExactly("en", "zh");
    }

    @Test
    void vectors_are_stored_under_the_model_of_their_text() {
        assertThat(both.models().ids()).containsExactly("en", "zh");
        assertThat(both.models().modelOf("the harbour")).isEqualTo("en");
        assertThat(both.models().modelOf("港口")).isEqualTo("zh");
        assertThat(both.usual().models().modelOf("港口")).isEqualTo("en");
    }

    @Test
    void the_usual_model_embeds_whatever_it_is_given() {
        assertThat(both.usual().passages(List.of("the harbour", "港口"))).extracting(vector -> vector.length).containsExactly(2, 2);
        assertThat(loaded).containsExactly("en");
    }

    @Test
    void only_text_that_is_chinese_counts_as_chinese() {
        assertThat(VectorModels.isChinese("The word 港 means harbour.")).isFalse();
        assertThat(VectorModels.isChinese("1234")).isFalse();
        assertThat(VectorModels.isChinese("")).isFalse();
        assertThat(VectorModels.isChinese("東京都の港は古くからの貿易の中心地です。")).as("Japanese").isFalse();
        assertThat(VectorModels.isChinese("我们在东京吃了「ラ」面，价格是 12 元。")).isTrue();
        assertThat(VectorModels.isChinese("𠀋𠀋")).as("beyond the basic plane").isTrue();
    }

    private Embedder embedder(String id, int dimension, String prefix, List<String> asked) {
        return new Embedder(id, prefix, () -> {
            loaded.add(id);
            return new EmbeddingModel() {
                @Override
                public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
                    segments.forEach(segment -> asked.add(segment.text()));
                    float[] ones = new float[dimension];
                    Arrays.fill(ones, 1);
                    return Response.from(segments.stream().map(segment -> Embedding.from(ones)).toList());
                }
            };
        });
    }
}
