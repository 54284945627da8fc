package palimpsest.memory.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.IntBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import palimpsest.memory.attention.Attention;
import palimpsest.memory.attention.AttentionModel;
import palimpsest.memory.attention.Frame;
import palimpsest.memory.attention.Head;
import palimpsest.memory.attention.Prompt;
import palimpsest.memory.retrieve.Reranker.Candidate;

class OrderOfCandidatesTest {

    /** Attends as the prompt's tokens say: equal prompts equally, others differently. */
    private record DreamingModel(List<Head> heads, boolean causal, AtomicInteger passes, AtomicInteger tokenized) implements AttentionModel {

        DreamingModel(List<Head> heads, boolean causal) {
            this(heads, causal, new AtomicInteger(), new AtomicInteger());
        }

        DreamingModel(List<Head> heads, boolean causal, AtomicInteger passes) {
            this(heads, causal, passes, new AtomicInteger());
        }

        @Override
        public String name() {
            return "dream";
        }

        @Override
        public String hash() {
            return "dream";
        }

        @Override
        public int window() {
            return 64;
        }

        @Override
        public int[] tokens(String text) {
            tokenized.incrementAndGet();
            return text.chars().toArray();
        }

        @Override
        public Frame frame() {
            return new Frame(new int[] {1}, new int[] {2}, new int[] {2}, 1);
        }

        @Override
        public Attention attend(Prompt prompt, int from, int to) {
            assertThat(prompt.length()).isLessThanOrEqualTo(window());
            passes.incrementAndGet();
            var random = new Random(Arrays.hashCode(prompt.ids()));
            var weights = new float[heads.size()][to - from][prompt.length()];
            Arrays.stream(weights).flatMap(Arrays::stream).forEach(row -> Arrays.setAll(new Object[row.length], i -> row[i] = random.nextFloat()));
            var vectors = new float[prompt.length()][3];
            Arrays.stream(vectors).forEach(row -> Arrays.setAll(new Object[row.length], i -> row[i] = random.nextFloat() - 0.5f));
            return new Attention(weights, vectors);
        }

        @Override
        public void close() {}
    }

    @Property(tries = 100)
    void a_candidate_has_the_same_score_wherever_it_stands(@ForAll long seed) {
        assertSameScores(seed, false, Packing.ALONE, "");
    }

    @Property(tries = 100)
    void a_candidate_has_the_same_score_wherever_it_stands_among_those_in_its_window(@ForAll long seed) {
        assertSameScores(seed, true, Packing.LISTWISE, seed % 2 == 0 ? "" : "Ada's letters");
    }

    @Property(tries = 200)
    void windows_hold_every_text_once_and_none_more_than_fits(@ForAll long seed) {
        var random = new Random(seed);
        int room = 20 + random.nextInt(100);
        int extra = random.nextInt(10);
        List<int[]> texts = IntStream.range(0, random.nextInt(40)).mapToObj(i -> random.ints(random.nextInt(room - extra + 1), 0, 50).toArray()).toList();
        List<List<IntBuffer>> windows = CandidateWindows.of(texts, room, extra);
        assertThat(windows.stream().flatMap(List::stream)).doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(texts.stream().map(IntBuffer::wrap).distinct().toList());
        assertThat(windows).allSatisfy(window -> assertThat(window.stream().mapToInt(text -> text.remaining() + extra).sum()).isLessThanOrEqualTo(room));
    }

    /** Of one call the time is over before it begins, of the other it never is. */
    @Property(tries = 20)
    void without_time_nothing_is_scored_and_with_enough_everything(@ForAll long seed) {
        var profile = new RerankProfile(1, "dream", "dream", List.of("0-1"), 3, false, seed % 2 == 0 ? Packing.ALONE : Packing.LISTWISE,
                Map.of(Features.RARE_HEAD + "0-1", 1.0), Map.of(), "");
        try (var ranker = new QRRanker(new DreamingModel(profile.headList(), seed % 2 != 0), profile, "")) {
            List<Candidate> candidates = IntStream.range(0, 9).mapToObj(i -> new Candidate("", "text " + seed + i, 0, 0)).toList();
            assertThat(ranker.scoresWithin("Where?", candidates, Duration.ZERO).orElseThrow()).containsOnly(Double.NaN).hasSize(9);
            assertThat(ranker.scoresWithin("Where?", candidates, Duration.ofHours(1)).orElseThrow()).containsExactly(ranker.score("Where?", candidates));
        }
    }

    /** Each question to the clock takes a millisecond. */
    @Property(tries = 20)
    void the_first_candidates_are_read_until_the_deadline_and_too_few_of_many_are_not_compared(@ForAll long seed) {
        var profile = new RerankProfile(1, "dream", "dream", List.of("0-1"), 3, false, Packing.ALONE, Map.of(Features.MAX_SIM, 1.0), Map.of(), "");
        var time = new AtomicLong(seed);
        try (var ranker = new QRRanker(new DreamingModel(profile.headList(), false), profile, "", () -> time.addAndGet(1_000_000))) {
            List<Candidate> candidates = IntStream.range(0, 40).mapToObj(i -> new Candidate("", "text " + seed + i, 0, 0)).toList();
            double[] some = ranker.scoresWithin("Where?", candidates, Duration.ofMillis(21)).orElseThrow();
            assertThat(Arrays.stream(some).limit(20)).doesNotContain(Double.NaN);
            assertThat(Arrays.stream(some).skip(20)).containsOnly(Double.NaN);
            double[] few = ranker.scoresWithin("Where?", candidates, Duration.ofMillis(6)).orElseThrow();
            assertThat(few).containsOnly(Double.NaN);
            assertThat(ranker.scoresWithin("Where?", candidates.subList(0, 3), Duration.ofMillis(21)).orElseThrow()).doesNotContain(Double.NaN);
        }
    }

    /** Passes of 40 candidates: one each for their vectors, one of the query, and of the best 20 one more for their heads. */
    @Property(tries = 10)
    void heads_are_read_of_the_best_by_the_rest_and_vectors_once_for_all_queries(@ForAll long seed) {
        var profile = new RerankProfile(1, "dream", "dream", List.of("0-1"), 3, false, Packing.ALONE, Map.of(Features.FOUND, 1.0, Features.HEAD + "0-1", 0.1), Map.of(), "");
        var passes = new AtomicInteger();
        try (var ranker = new QRRanker(new DreamingModel(profile.headList(), false, passes), profile, "")) {
            List<Candidate> candidates = IntStream.range(0, 40).mapToObj(i -> new Candidate("", "text " + seed + " " + i, 0, 0, "talk", i, true, -Math.abs(i - 20))).toList();
            double[] scores = ranker.score("Where?", candidates);
            assertThat(passes).hasValue(40 + 1 + 20);
            assertThat(scores).doesNotContain(Double.NaN);
            assertThat(IntStream.range(0, 40).boxed().sorted(Comparator.comparingDouble(i -> -scores[i])).limit(20)).allMatch(i -> Math.abs(i - 20) <= 10);
            ranker.score("When?", candidates);
            assertThat(passes).hasValue(40 + 1 + 20 + 1 + 20);
        }
    }

    @Property(tries = 10)
    void a_turn_and_what_was_said_before_it_are_taken_apart_into_tokens_once_for_all_queries(@ForAll long seed) {
        var profile = new RerankProfile(1, "dream", "dream", List.of("0-1"), 3, false, Packing.ALONE, Map.of(Features.MAX_SIM, 1.0), Map.of(), "");
        var tokenized = new AtomicInteger();
        try (var ranker = new QRRanker(new DreamingModel(profile.headList(), false, new AtomicInteger(), tokenized), profile, "")) {
            List<Candidate> candidates = IntStream.range(0, 12).mapToObj(i -> turn("text " + seed + " " + i, "Ann: " + i, true)).toList();
            double[] first = ranker.score("Where?", candidates);
            int ofQuery = 2; // the query, and the one that asks nothing
            assertThat(tokenized).hasValue(2 * 12 + ofQuery);
            assertThat(ranker.score("Where?", candidates)).containsExactly(first);
            assertThat(tokenized).hasValue(2 * 12 + 2 * ofQuery);
        }
    }

    /** A profile that weighs no head and what reading makes of the question has a second pass for it. */
    @Property(tries = 10)
    void the_question_is_read_beside_the_best_where_a_direction_is_weighed(@ForAll long seed) {
        var profile = new RerankProfile(1, "dream", "dream", List.of("0-1"), 3, false, Packing.ALONE, Map.of(Features.FOUND, 1.0, Features.ASKED, 1.0), null, Map.of(), "", null, "",
                Map.of(Features.ASKED, new float[] {1, 1, 1}));
        var passes = new AtomicInteger();
        try (var ranker = new QRRanker(new DreamingModel(profile.headList(), false, passes), profile, "")) {
            List<Candidate> candidates = IntStream.range(0, 40).mapToObj(i -> new Candidate("", "text " + seed + " " + i, 0, 0, "talk", i, true, -Math.abs(i - 20))).toList();
            double[] scores = ranker.score("Where?", candidates);
            assertThat(passes).hasValue(40 + 1 + 20);
            double[] found = Features.standardised(candidates.stream().mapToDouble(Candidate::found).toArray());
            assertThat(IntStream.range(0, 40).filter(i -> scores[i] != found[i]).count()).as("those whose place the direction may change").isEqualTo(20);
        }
    }

    @Property(tries = 10)
    void token_vectors_of_many_leave_time_for_the_heads_of_the_best(@ForAll long seed) {
        var profile = new RerankProfile(1, "dream", "dream", List.of("0-1"), 3, false, Packing.ALONE, Map.of(Features.HEAD + "0-1", 1.0), Map.of(), "");
        var passes = new AtomicInteger();
        var time = new AtomicLong(seed);
        try (var ranker = new QRRanker(new DreamingModel(profile.headList(), false, passes), profile, "", () -> time.addAndGet(1_000_000))) {
            List<Candidate> candidates = IntStream.range(0, 400).mapToObj(i -> new Candidate("", "text " + seed + i, 0, 0)).toList();
            double[] some = ranker.scoresWithin("Where?", candidates, Duration.ofMillis(501)).orElseThrow();
            assertThat(passes).hasValue(1 + 300 + 20);
            assertThat(Arrays.stream(some).limit(300)).doesNotContain(Double.NaN);
            assertThat(Arrays.stream(some).skip(300)).containsOnly(Double.NaN);
            assertThat(Arrays.stream(some).filter(score -> score != 0).count()).as("scores of heads, and those not read").isEqualTo(20 + 100);
        }
    }

    /** The model refuses more than its window of 64 tokens: what was said before has the room that the turn leaves. */
    @Property(tries = 20)
    void what_was_said_before_a_turn_changes_its_vectors_and_not_those_of_a_passage(@ForAll long seed) {
        try (var reader = new AttentionReader(new DreamingModel(List.of(new Head(0, 1)), false), false, Packing.ALONE, "")) {
            String text = "text " + Math.floorMod(seed, 1000);
            List<Candidate> candidates = List.of(turn(text, "Ann: Tea?", true), turn(text, "Ann: Milk?", true), turn(text, "", true), turn(text, "Ann: Tea?", false), turn(text, "", false),
                    turn("w".repeat(80), "Ann: Tea? ".repeat(9), true));
            double[] similar = reader.read("Where?", candidates).stream().mapToDouble(Evidence::maxSim).toArray();
            assertThat(Arrays.stream(similar).limit(3).distinct().count()).isEqualTo(3);
            assertThat(similar[3]).isEqualTo(similar[4]).isEqualTo(similar[2]);
        }
    }

    private static Candidate turn(String text, String before, boolean said) {
        return new Candidate("", text, 0, 0, "talk", -1, said, 0, before);
    }

    private static void assertSameScores(long seed, boolean causal, Packing packing, String summary) {
        var random = new Random(seed);
        Map<String, Double> weights = new HashMap<>(Map.of(Features.DENSE, 1.0, Features.LEXICAL, 0.5, Features.MAX_SIM, 0.7, Features.TITLE, 2.0,
                Features.NEIGHBOURS, 0.9, Features.HEAD + "0-1", 1.3, Features.RARE_HEAD + "2-0", -0.4));
        weights.putAll(Map.of(Features.MATCHED, 1.0, Features.ASKED, 1.0));
        var profile = new RerankProfile(1, "dream", "dream", List.of("0-1", "2-0"), 3, random.nextBoolean(), packing, weights, null, Map.of(), "", null, "",
                Map.of(Features.MATCHED, new float[] {1, -2, 0.5f}, Features.ASKED, new float[] {-1, 0.3f, 2}));
        var ranker = new QRRanker(new DreamingModel(profile.headList(), causal), profile, summary);
        List<Candidate> candidates = IntStream.range(0, 1 + random.nextInt(20)).mapToObj(i -> new Candidate("Ada " + random.nextInt(5),
                "text ".repeat(1 + random.nextInt(20)) + i, random.nextInt(5) == 0 ? Double.NaN : random.nextDouble(), random.nextDouble(),
                "document " + random.nextInt(3), random.nextInt(10), random.nextBoolean())).toList();
        double[] scores = ranker.score("Where is Ada?", candidates);
        var order = new ArrayList<>(IntStream.range(0, candidates.size()).boxed().toList());
        Collections.shuffle(order, random);
        double[] shuffled = ranker.score("Where is Ada?", order.stream().map(candidates::get).toList());
        assertThat(shuffled).containsExactly(order.stream().mapToDouble(i -> scores[i]).toArray());
        assertThat(scores).doesNotContain(Double.NaN);
    }
}
