package palimpsest.evaluation.verification;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import palimpsest.evaluation.gate.LogisticRegression;
import palimpsest.runtime.verify.absence.AbsenceProfile;
import palimpsest.runtime.verify.absence.AbsenceProfile.Weight;

/** Fits an {@link AbsenceProfile} to answers whose rightness is known. */
public final class AbsenceFit {

    private static final double PENALTY = 10;

    private AbsenceFit() {}

    /** An answer whose rightness is known. */
    public record Example(SequencedMap<String, Double> features, boolean right) {}

    /**
     * Right answers against those given where there is none.
     *
     * @throws IllegalArgumentException when one of the two is missing
     */
    public static AbsenceProfile fit(List<Example> examples, String fittedOn, String licence) {
        if (examples.stream().allMatch(Example::right) || examples.stream().noneMatch(Example::right)) {
            throw new IllegalArgumentException("There is nothing to fit: right answers are needed, and answers to questions that have none.");
        }
        List<String> names = List.copyOf(examples.getFirst().features().keySet());
        double[][] x = examples.stream().map(example -> names.stream().mapToDouble(name -> example.features().get(name)).toArray()).toArray(double[][]::new);
        double[] mean = new double[names.size()];
        double[] deviation = new double[names.size()];
        LogisticRegression.standardise(x, mean, deviation);
        boolean[] right = new boolean[examples.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = examples.get(i).right();
        }
        double[] penalty = new double[names.size()];
        Arrays.fill(penalty, PENALTY);
        double[] fitted = LogisticRegression.fit(x, right, penalty);
        var weights = new LinkedHashMap<String, Weight>();
        for (int j = 0; j < names.size(); j++) {
            weights.put(names.get(j), new Weight(mean[j], deviation[j], fitted[j]));
        }
        return new AbsenceProfile(fittedOn, licence, 0, fitted[names.size()], weights, new LinkedHashMap<>(), null, null);
    }
}
