package palimpsest.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingModelsTest {

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }

    @Test
    void english_meaning_is_near() {
        Embedder english = EmbeddingModels.byId("bge-small-en-v1.5-q");
        List<float[]> passages = english.passages(List.of("She adopted a puppy from the shelter.", "The stock market fell sharply."));
        float[] query = english.query("Who got a new dog?");
        assertThat(query).hasSize(384);
        assertThat(cosine(query, passages.get(0))).isGreaterThan(cosine(query, passages.get(1)));
    }

    @Test
    void chinese_meaning_is_near() {
        Embedder chinese = EmbeddingModels.byId("bge-small-zh-v1.5-q");
        List<float[]> passages = chinese.passages(List.of("她从收容所领养了一只小狗。", "股市大幅下跌。"));
        float[] query = chinese.query("谁养了新狗？");
        assertThat(query).hasSize(512);
        assertThat(cosine(query, passages.get(0))).isGreaterThan(cosine(query, passages.get(1)));
    }

    @Test
    void an_unknown_model_is_refused_with_the_known_ones() {
        assertThatIllegalArgumentException().isThrownBy(() -> EmbeddingModels.byId("gpt")).withMessageContaining("bge-small-en-v1.5-q");
    }

    @Test
    void a_model_is_loaded_on_first_use_only() {
        var never = new Embedder("mine", "", () -> {
            throw new AssertionError("loaded");
        });
        assertThat(never.id()).isEqualTo("mine");
    }
}
