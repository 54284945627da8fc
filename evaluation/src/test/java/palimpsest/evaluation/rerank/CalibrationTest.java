package palimpsest.evaluation.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.rerank.Evidence;
import palimpsest.memory.rerank.Features;
import palimpsest.memory.rerank.Packing;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.retrieve.Reranker.Candidate;

class CalibrationTest {

    private static final int CANDIDATES = 12;
    private static final int WIDTH = 6;
    private static final ModelFiles FILES = ModelFiles.bundled(RerankProfile.ENCODER);
    private static final MeasuredFile.Content NONE = content("none", 0);

    private final Calibration calibration = new Calibration(FILES, 1, Packing.ALONE, line -> {});

    /** Answers are anywhere in the order of the search; the tokens that they are found by lie further along the first dimension. */
    private static Measured measured(String conversation, int seed) {
        return measured(conversation, "Where did it stand?", seed);
    }

    private static Measured measured(String conversation, String question, int seed) {
        var random = new Random(seed);
        int gold = random.nextInt(CANDIDATES);
        List<Candidate> candidates = IntStream.range(0, CANDIDATES)
                .mapToObj(i -> new Candidate("", "A heron stood there.", -i, 0, "talk", i, true, -0.1 * i, "")).toList();
        List<Evidence> evidence = IntStream.range(0, CANDIDATES).mapToObj(i -> {
            var matched = new float[WIDTH];
            for (int d = 0; d < WIDTH; d++) {
                matched[d] = (float) (random.nextGaussian() + (d == 0 && i == gold ? 2.5 : 0));
            }
            return new Evidence(new double[1], new double[1], 0, 5, matched, new float[0]);
        }).toList();
        return new Measured(new LabelledCandidates(conversation, question, 4, candidates, List.of(gold), 1), evidence);
    }

    private static MeasuredFile.Content content(String name, int questions) {
        return new MeasuredFile.Content(FILES.hash(), List.of("0-0"), IntStream.range(0, questions).mapToObj(i -> measured(name + i % 2, name.hashCode() + i)).toList());
    }

    @Test
    void further_conversations_add_to_directions_and_figures_are_of_those_left_out_alone() {
        MeasuredFile.Content turns = content("talk", 60);
        RerankProfile alone = calibration.fit(turns, NONE, NONE, "talks", "nobody's");
        RerankProfile beside = calibration.fit(turns, content("written", 600), NONE, "talks", "nobody's");
        assertThat(beside.crossValidated()).containsEntry("questions", 60.0);
        assertThat(beside.crossValidated().get("without directions mrr")).isEqualTo(alone.crossValidated().get("without directions mrr"));
        assertThat(beside.crossValidated().get("mrr")).isGreaterThan(alone.crossValidated().get("mrr") + 0.1);
        float[] matched = beside.directions().get(Features.MATCHED);
        assertThat(IntStream.range(1, WIDTH).mapToDouble(d -> Math.abs(matched[d])).max().orElseThrow()).isLessThan(matched[0] / 4);
        assertThat(beside.weights()).as("nothing else is fitted on them").isEqualTo(alone.weights());
    }

    @Test
    void what_was_measured_on_another_model_is_refused_there_too() {
        var foreign = new MeasuredFile.Content("another", List.of("0-0"), content("written", 2).measured());
        assertThatIllegalArgumentException().isThrownBy(() -> calibration.fit(content("talk", 10), foreign, NONE, "talks", "nobody's")).withMessageContaining("another model");
    }

    @Test
    void a_question_that_the_model_does_not_read_keeps_the_order_of_the_search_in_a_check_too() {
        RerankProfile profile = calibration.fit(content("talk", 60), NONE, NONE, "talks", "nobody's");
        Map<String, Double> read = Calibration.reached(asked("Where did it stand?"), profile);
        assertThat(read).containsEntry("read", 40.0);
        assertThat(read.get("mrr")).isGreaterThan(read.get("hybrid mrr") + 0.1);
        Map<String, Double> unread = Calibration.reached(asked("Wo stand der Reiher am fr\u00fchen Morgen?"), profile);
        assertThat(unread).containsEntry("read", 0.0).containsEntry("mrr over hybrid", 0.0);
        assertThat(unread.get("mrr")).isEqualTo(unread.get("hybrid mrr")).isEqualTo(read.get("hybrid mrr"));
    }

    private static MeasuredFile.Content asked(String question) {
        return new MeasuredFile.Content(FILES.hash(), List.of("0-0"), IntStream.range(0, 40).mapToObj(i -> measured("talk" + i % 2, question, i)).toList());
    }
}
