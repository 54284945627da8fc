package palimpsest.memory.meta;

import java.util.List;
import org.apache.commons.statistics.inference.BinomialTest;

/**
 * Two ways of answering compared on the same questions: McNemar's test in its exact form, a two-sided binomial test on the
 * questions that only one of them got right.
 *
 * @param cases          questions
 * @param baseRight      of them right before the change
 * @param candidateRight of them right after it
 * @param gained         wrong before, right after
 * @param lost           right before, wrong after
 * @param pValue         how likely a split of gained and lost at least as uneven is by chance; 1 when nothing changed
 */
public record PairedTest(int cases, int baseRight, int candidateRight, int gained, int lost, double pValue) {

    /**
     * @param base      whether each question was right before, in any fixed order
     * @param candidate and after, in the same order
     */
    public static PairedTest of(List<Boolean> base, List<Boolean> candidate) {
        if (base.size() != candidate.size()) {
            throw new IllegalArgumentException("A paired test needs pairs: " + base.size() + " and " + candidate.size());
        }
        int gained = 0;
        int lost = 0;
        int baseRight = 0;
        for (int i = 0; i < base.size(); i++) {
            baseRight += base.get(i) ? 1 : 0;
            gained += !base.get(i) && candidate.get(i) ? 1 : 0;
            lost += base.get(i) && !candidate.get(i) ? 1 : 0;
        }
        double p = gained + lost == 0 ? 1 : BinomialTest.withDefaults().test(gained + lost, gained, 0.5).getPValue();
        return new PairedTest(base.size(), baseRight, baseRight + gained - lost, gained, lost, p);
    }

    /**
     * The candidate is right more often, and so often that chance explains it badly enough. A tie never wins.
     *
     * @param level highest one-sided p-value, half the two-sided one, over 0 and at most 1
     */
    public boolean wins(double level) {
        return gained > lost && pValue / 2 <= level;
    }
}
