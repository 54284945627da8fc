package palimpsest.memory.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.attention.Attention;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Frame;
import palimpsest.memory.attention.Head;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.attention.Prompt;
import palimpsest.memory.attention.TinyDecoder;
import palimpsest.memory.retrieve.Reranker;
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

    @Test
    void within_a_deadline_the_first_candidates_are_read_as_many_as_there_is_time_for() {
        List<Candidate> candidates = IntStream.range(0, 50).mapToObj(i -> new Candidate("", Integer.toBinaryString(64 + i).replace("0", "red ").replace("1", "green "), 0, 0)).toList();
        ModelFiles files = ModelFiles.directory(directory);
        var clock = new AtomicLong();
        try (var model = new Paced(files.open(List.of(new Head(0, 0)), -1, 0), clock); var reader = new AttentionReader(model, true, Packing.LISTWISE, "", clock::get)) {
            assertThat(read(reader, candidates, Duration.ofSeconds(60))).as("nothing is known yet of what it takes").isEqualTo(10);
            for (int seconds : List.of(30, 20, 40)) {
                long before = clock.get();
                int read = read(reader, candidates, Duration.ofSeconds(seconds));
                assertThat(read).isBetween(10, 49);
                assertThat(Duration.ofNanos(clock.get() - before)).isLessThan(Duration.ofSeconds(seconds * 5 / 4)).isGreaterThan(Duration.ofSeconds(seconds / 2));
            }
            long before = clock.get();
            assertThat(read(reader, candidates, Duration.ofSeconds(1))).as("too few to compare").isZero();
            assertThat(clock.get()).isEqualTo(before);
            assertThat(read(reader, candidates, Duration.ofSeconds(600))).isEqualTo(50);
            assertThat(read(reader, candidates, Reranker.NO_DEADLINE)).isEqualTo(50);
        }
    }

    /** How many were read, which are the first ones. */
    private static int read(AttentionReader reader, List<Candidate> candidates, Duration deadline) {
        List<Evidence> evidence = reader.read(QUERY, candidates, deadline, known -> new int[0]);
        int read = (int) evidence.stream().filter(Objects::nonNull).count();
        assertThat(evidence.subList(0, read)).doesNotContainNull();
        return read;
    }

    /** A model by whose clock each token of a window takes 0.1 s. */
    private record Paced(AttentionModel model, AtomicLong clock) implements AttentionModel {

        @Override
        public List<Attention> attend(int[] prefix, List<int[]> suffixes) {
            clock.addAndGet(100_000_000L * prefix.length);
            return model.attend(prefix, suffixes);
        }

        @Override
        public Attention attend(Prompt prompt, int from, int to) {
            return model.attend(prompt, from, to);
        }

        @Override
        public String name() {
            return model.name();
        }

        @Override
        public String hash() {
            return model.hash();
        }

        @Override
        public boolean causal() {
            return model.causal();
        }

        @Override
        public int window() {
            return model.window();
        }

        @Override
        public List<Head> heads() {
            return model.heads();
        }

        @Override
        public int[] tokens(String text) {
            return model.tokens(text);
        }

        @Override
        public Frame frame() {
            return model.frame();
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
