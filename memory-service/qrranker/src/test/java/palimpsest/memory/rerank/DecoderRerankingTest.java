package palimpsest.memory.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.attention.TinyDecoder;
import palimpsest.memory.retrieve.Reranker.Candidate;

/** An exported decoder from a directory, with keys and values that are reused. */
class DecoderRerankingTest {

    private static final String QUERY = "blue N";
    /** More than one window of 64 tokens holds. */
    private static final List<Candidate> CANDIDATES = IntStream.range(0, 12)
            .mapToObj(i -> new Candidate("A", "red green blue ".repeat(i % 4) + "N / ".repeat(i % 3 + 1), 0, 0)).toList();

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws Exception {
        new TinyDecoder(true).write(directory);
    }

    private double[] scores(Packing packing, boolean nullQuery, String summary) {
        ModelFiles files = ModelFiles.directory(directory);
        var profile = new RerankProfile(1, "tiny", files.hash(), List.of("0-0", "0-1"), -1, nullQuery, packing,
                Map.of(Features.HEAD + "0-0", 1.0, Features.HEAD + "0-1", 0.5), Map.of(), "");
        try (QRRanker ranker = QRRanker.open(files, profile, summary)) {
            return ranker.score(QUERY, CANDIDATES);
        }
    }

    @Test
    void candidates_in_one_window_compete_where_alone_they_do_not() {
        double[] alone = scores(Packing.ALONE, true, "");
        double[] together = scores(Packing.LISTWISE, true, "");
        assertThat(together).hasSameSizeAs(alone).doesNotContain(Double.NaN).isNotEqualTo(alone);
    }

    @Test
    void what_the_memory_is_about_and_the_null_query_change_the_scores() {
        double[] scores = scores(Packing.LISTWISE, true, "");
        assertThat(scores(Packing.LISTWISE, true, "green green")).isNotEqualTo(scores);
        assertThat(scores(Packing.LISTWISE, false, "")).isNotEqualTo(scores);
        assertThat(scores(Packing.LISTWISE, true, "")).isEqualTo(scores);
    }
}
