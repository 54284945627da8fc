package palimpsest.memory.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.retrieve.Reranker.Candidate;

class FeaturesTest {

    private static double[] titles(String query, List<Candidate> candidates) {
        List<Evidence> nothing = candidates.stream().map(one -> new Evidence(new double[0], new double[0], 0, 1)).toList();
        return Features.of(query, candidates, nothing, List.of()).get(Features.TITLE);
    }

    @Test
    void who_spoke_counts_and_a_word_of_every_title_does_not() {
        List<Candidate> turns = IntStream.range(0, 20).mapToObj(i -> new Candidate((i % 2 == 0 ? "Ada" : "Ben") + ", 7 May 2024", "text number " + i, 0, 0)).toList();
        double[] byName = titles("What may Ada keep?", turns);
        assertThat(byName[0]).isEqualTo(1);
        assertThat(byName[1]).isLessThan(0.1);
        assertThat(Arrays.stream(titles("What may be kept?", turns)).max().orElseThrow()).isLessThan(0.1);
    }

    @Test
    void a_title_of_one_document_counts_unless_its_words_stand_in_every_text() {
        List<Candidate> passages = IntStream.range(0, 20).mapToObj(i -> new Candidate(i == 3 ? "The ferry report.txt" : "Lighthouses.txt",
                "the text of passage " + i, 0, 0)).toList();
        assertThat(titles("When does the ferry leave?", passages)[3]).isEqualTo(1);
        assertThat(titles("Where is the key?", passages)[3]).isLessThan(0.1);
    }

    @Test
    void a_direction_compares_the_vectors_that_are_known() {
        assertThat(Features.along(new float[][] {{1, 2}, {}, {3, 0}}, new float[] {2, 1})).containsExactly(-1, 0, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> Features.along(new float[][] {{1, 2, 3}}, new float[] {2, 1})).withMessageContaining("another model");
        assertThatIllegalArgumentException().isThrownBy(() -> new RerankProfile(1, "m", "h", List.of(), -1, false, Packing.ALONE, Map.of(), null, Map.of(), "", null, "",
                Map.of("length", new float[1]))).withMessageContaining("matched, asked");
    }

    @Test
    void a_question_in_a_script_that_the_model_does_not_read_is_left_to_the_search() {
        assertThat(RerankProfile.bundled().reads("Where is Ada's key?")).isTrue();
        assertThat(RerankProfile.bundled().reads("2024?")).isTrue();
        assertThat(RerankProfile.bundled().reads("\u5408\u540c\u4f55\u65f6\u751f\u6548 PDF")).isFalse();
        assertThat(RerankProfile.bundled().reads("\u0433\u0434\u0435 \u043a\u043b\u044e\u0447")).isFalse();
    }

    @Test
    void passages_have_weights_of_their_own_where_the_profile_has_them() {
        var profile = new RerankProfile(1, "m", "h", List.of(), -1, false, Packing.ALONE, Map.of("a", 1.0), Map.of("b", 1.0), Map.of(), "", null, "CC0-1.0", Map.of());
        var turn = new Candidate("Ada", "text", 0, 0, "", -1, true);
        var passage = new Candidate("a.txt", "text", 0, 0);
        assertThat(profile.weightsFor(List.of(turn, passage))).containsOnlyKeys("a");
        assertThat(profile.weightsFor(List.of(turn, passage, passage))).containsOnlyKeys("b");
    }
}
