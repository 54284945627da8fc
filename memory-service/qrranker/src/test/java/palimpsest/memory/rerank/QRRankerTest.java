package palimpsest.memory.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.segment.TextSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.retrieve.Explanation;
import palimpsest.memory.retrieve.Reranker.Candidate;
import palimpsest.memory.retrieve.RerankingWhenAvailable;

class QRRankerTest {

    private static final ModelFiles FILES = ModelFiles.bundled(RerankProfile.ENCODER);
    private static final String QUERY = "Where does Ada keep the lighthouse keys?";
    private static final List<Candidate> CANDIDATES = List.of(
            new Candidate("Ben, 3 May 2024", "I have never seen so much rain in one week.", 0.51, 0, "talk", 1),
            new Candidate("Ada, 3 May 2024", "The keys of the lighthouse hang behind the kitchen door.", 0.71, 6.1, "talk", 3),
            new Candidate("Ben, 3 May 2024", "Where did you leave the keys?", 0.64, 4.0, "talk", 2),
            new Candidate("Ada, 9 June 2024", "My sister bakes bread on Sundays.", 0.48, 0, "other", 7),
            new Candidate("", "A candidate of unknown place.", Double.NaN, 0));

    private static QRRanker ranker;

    @BeforeAll
    static void open() {
        ranker = QRRanker.open(FILES, RerankProfile.bundled(), "");
    }

    @AfterAll
    static void close() {
        ranker.close();
    }

    @Test
    void the_passage_that_answers_comes_first() {
        double[] scores = ranker.score(QUERY, CANDIDATES);
        assertThat(IntStream.range(0, scores.length).reduce((a, b) -> scores[a] >= scores[b] ? a : b).orElseThrow()).isEqualTo(1);
    }

    @Test
    void scores_do_not_depend_on_the_order_of_candidates() {
        double[] scores = ranker.score(QUERY, CANDIDATES);
        var order = new ArrayList<>(IntStream.range(0, CANDIDATES.size()).boxed().toList());
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(order, new Random(seed));
            double[] shuffled = ranker.score(QUERY, order.stream().map(CANDIDATES::get).toList());
            for (int i = 0; i < shuffled.length; i++) {
                assertThat(shuffled[i]).isEqualTo(scores[order.get(i)]);
            }
        }
    }

    @Test
    void an_explanation_sums_to_the_score_and_shows_where_the_heads_looked() {
        double[] scores = ranker.score(QUERY, CANDIDATES);
        for (int which = 0; which < scores.length; which++) {
            Explanation explained = ranker.explain(QUERY, CANDIDATES, which).orElseThrow();
            assertThat(explained.score()).isCloseTo(scores[which], within(1e-9));
            assertThat(explained.heads()).isEqualTo(RerankProfile.bundled().headList().stream().sorted().map(Object::toString).toList());
            assertThat(explained.attention()).hasDimensions(explained.heads().size(), explained.spans().size());
        }
        String text = CANDIDATES.get(1).text();
        Explanation best = ranker.explain(QUERY, CANDIDATES, 1).orElseThrow();
        List<String> words = best.spans().stream().map(span -> text.substring(span.start(), span.end()).toLowerCase(Locale.ROOT)).toList();
        assertThat(words).contains("keys", "lighthouse", "kitchen").doesNotContain("ada");
        double[] seen = IntStream.range(0, words.size()).mapToDouble(i -> Arrays.stream(best.attention()).mapToDouble(head -> head[i]).sum()).toArray();
        assertThat(seen[words.indexOf("lighthouse")]).as("the heads look at what is asked for").isGreaterThan(seen[words.indexOf("the")]);
    }

    @Test
    void no_candidates_give_no_scores() {
        assertThat(ranker.score(QUERY, List.of())).isEmpty();
    }

    @Test
    void an_overlong_or_empty_text_is_scored_too() {
        assertThat(ranker.score(QUERY, List.of(new Candidate("", "word ".repeat(5000), 0.5, 1), new Candidate("", "", 0.4, 0))))
                .hasSize(2).doesNotContain(Double.NaN);
    }

    @Test
    void works_as_a_scoring_model_of_langchain4j() {
        var scores = new RerankingScoringModel(ranker).scoreAll(CANDIDATES.stream().map(one -> TextSegment.from(one.text())).toList(), QUERY).content();
        assertThat(scores).hasSize(CANDIDATES.size());
        assertThat(scores.get(1)).isGreaterThan(scores.get(0));
    }

    @Test
    void a_profile_is_read_as_it_was_written(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("profile.json"), RerankProfile.bundled().json());
        assertThat(RerankProfile.read(file)).usingRecursiveComparison().isEqualTo(RerankProfile.bundled());
    }

    @Test
    void a_profile_of_another_model_is_refused() {
        RerankProfile own = RerankProfile.bundled();
        var other = new RerankProfile(1, "other", "0".repeat(64), own.heads(), own.vectorsInto(), false, Packing.ALONE, Map.of(), Map.of(), "");
        assertThatIllegalArgumentException().isThrownBy(() -> QRRanker.open(FILES, other, "")).withMessageContaining("calibrate");
    }

    @Test
    void an_encoder_reads_no_list() {
        RerankProfile own = RerankProfile.bundled();
        var listwise = new RerankProfile(1, own.model(), own.modelHash(), own.heads(), own.vectorsInto(), false, Packing.LISTWISE, own.weights(), Map.of(), "");
        assertThatIllegalArgumentException().isThrownBy(() -> QRRanker.open(FILES, listwise, "")).withMessageContaining("decoders");
    }

    @Test
    void without_its_model_candidates_keep_the_order_of_the_search() {
        var none = new RerankingWhenAvailable(() -> {
            throw new IllegalArgumentException("no model here");
        });
        double[] scores = none.score(QUERY, CANDIDATES);
        assertThat(scores[0]).isGreaterThan(scores[1]);
        assertThat(scores[1]).isGreaterThan(scores[2]);
    }
}
