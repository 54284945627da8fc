package palimpsest.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.CriterionFit.Label;
import palimpsest.evaluation.gate.LabelledTurns.Labelled;
import palimpsest.memory.gate.CriterionFit;
import palimpsest.memory.gate.DialogueAct;

class FittingTest {

    @Test
    void a_regression_finds_the_weights_that_made_the_data() {
        var random = new Random(5);
        double[][] x = new double[4000][2];
        boolean[] y = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
            y[i] = random.nextDouble() < 1 / (1 + Math.exp(-(2 * x[i][0] - x[i][1] + 0.5)));
        }
        double[] weights = LogisticRegression.fit(x, y, new double[] {0.1, 0.1});
        assertThat(weights[0]).isCloseTo(2, within(0.25));
        assertThat(weights[1]).isCloseTo(-1, within(0.25));
        assertThat(weights[2]).isCloseTo(0.5, within(0.25));
    }

    @Test
    void a_penalty_holds_weights_down_where_everything_can_be_told_apart() {
        double[] weights = LogisticRegression.fit(new double[][] {{-1}, {1}}, new boolean[] {false, true}, new double[] {1});
        assertThat(weights[0]).isBetween(0.1, 2.0);
    }

    @Property(tries = 200)
    void a_label_moves_a_criterion_its_way(@ForAll @DoubleRange(min = -6, max = 6) double logit, @ForAll boolean keep, @ForAll @IntRange(min = 1, max = 30) int labels) {
        double offset = CriterionFit.offset(Collections.nCopies(labels, new Label(logit, keep, 1)));
        double further = CriterionFit.offset(Collections.nCopies(labels + 1, new Label(logit, keep, 1)));
        assertThat(offset).isFinite();
        assertThat(keep ? offset : -offset).isGreaterThan(0);
        assertThat(keep ? further - offset : offset - further).isGreaterThan(-1e-9);
    }

    @Test
    void nobody_said_anything_and_nothing_moves() {
        assertThat(CriterionFit.offset(List.of())).isZero();
    }

    private static List<Labelled> turns(boolean... evidence) {
        var turns = new ArrayList<Labelled>();
        for (boolean is : evidence) {
            turns.add(new Labelled("c", "D1:" + turns.size(), new double[0], null, is ? Set.of(4) : Set.of(5), 1, DialogueAct.STATEMENT, false));
        }
        return turns;
    }

    @Test
    void a_curve_counts_evidence_of_answerable_questions_and_tells_the_others_apart() {
        List<Labelled> turns = turns(true, false, true, false);
        GateCurve perfect = GateCurve.of(turns, new double[] {4, 1, 3, 2});
        assertThat(perfect.auc()).isEqualTo(1);
        assertThat(perfect.at(0.5).evidenceKept()).isEqualTo(1);
        assertThat(perfect.at(0.5).byCategory()).containsEntry(4, 1.0).containsEntry(5, 0.0);
        assertThat(GateCurve.of(turns, new double[] {1, 4, 2, 3}).auc()).isZero();
        assertThat(GateCurve.of(turns, new double[4]).auc()).as("ties count half").isEqualTo(0.5);
    }
}
