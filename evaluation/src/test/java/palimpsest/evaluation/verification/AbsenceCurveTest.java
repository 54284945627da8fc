package palimpsest.evaluation.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.verification.AbsenceCurve.Asked;
import palimpsest.runtime.verify.absence.AbsenceProfile;

class AbsenceCurveTest {

    private final Random random = new Random(5);

    private SequencedMap<String, Double> features(double mean) {
        return new LinkedHashMap<>(Map.of("x", mean + random.nextGaussian()));
    }

    /** Of two conversations: right answers lie around 2, those that should not have been given around 0. */
    private List<Asked> asked() {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            boolean absent = i % 2 == 0;
            asked.add(new Asked(i < 200 ? "one" : "two", absent, true, !absent, features(absent ? 0 : 2)));
        }
        return asked;
    }

    @Test
    void more_is_refused_and_less_kept_with_a_higher_threshold_and_the_fit_tells_the_two_apart() {
        AbsenceCurve curve = AbsenceCurve.leaveOneOut(asked());
        assertThat(curve.auc()).isBetween(0.85, 0.97);
        assertThat(curve.points()).isSortedAccordingTo((a, b) -> a.refused() <= b.refused() && a.kept() >= b.kept() ? -1 : 1);
        assertThat(curve.keeping(0.9).kept()).isGreaterThanOrEqualTo(0.9);
        assertThat(curve.keeping(0.9).refused()).isGreaterThan(curve.keeping(0.99).refused());
    }

    @Test
    void what_was_not_answered_is_refused_and_what_cannot_be_told_stands_at_any_threshold() {
        List<Asked> asked = asked();
        asked.add(new Asked("one", true, false, false, null));
        asked.add(new Asked("one", true, true, false, null));
        asked.add(new Asked("one", false, true, true, null));
        AbsenceCurve curve = AbsenceCurve.leaveOneOut(asked);
        assertThat(curve.untouched().refused()).isEqualTo(1.0 / 202);
        assertThat(curve.points().getLast().refused()).isEqualTo(201.0 / 202);
        assertThat(curve.points().getLast().kept()).isEqualTo(1.0 / 201);
    }

    @Test
    void a_profile_that_was_written_gives_the_same_probabilities_again(@TempDir Path directory) {
        AbsenceProfile ofOne = AbsenceCurve.fit(asked(), 0.9, "made up", "none");
        AbsenceProfile fitted = ofOne.withMemory(ofOne.at(0.7, ofOne.crossValidated()));
        assertThat(fitted.beside(ofOne).withoutEmbeddings().memory()).as("memory is judged without embeddings, too").isEqualTo(fitted.memory());
        fitted.write(directory.resolve("p.json"));
        AbsenceProfile read = AbsenceProfile.read(directory.resolve("p.json"));
        assertThat(read).isEqualTo(fitted);
        assertThat(read.probability(Map.of("x", 2.0))).isGreaterThan(read.probability(Map.of("x", 0.0)));
        assertThat(AbsenceCurve.of(asked(), read).auc()).isGreaterThan(0.85);
    }

    @Test
    void one_conversation_is_too_few() {
        assertThatThrownBy(() -> AbsenceCurve.leaveOneOut(asked().subList(0, 200))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Two conversations");
    }
}
