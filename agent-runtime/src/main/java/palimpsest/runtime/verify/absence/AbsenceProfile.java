package palimpsest.runtime.verify.absence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.gate.LogisticRegression;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fitted numbers that tell a right answer from one that should not have been given: a logistic regression over {@link AnswerFeatures}.
 *
 * @param fittedOn       what they were fitted on, for a person
 * @param licence        of that data; the numbers hold nothing of it
 * @param threshold      probability from which an answer is given
 * @param bias           of the log odds
 * @param weights        by the names of the features
 * @param crossValidated figures of conversations left out of the fit, at the threshold
 */
public record AbsenceProfile(String fittedOn, String licence, double threshold, double bias, SequencedMap<String, Weight> weights,
                             SequencedMap<String, Double> crossValidated) {

    /** A weight of a feature after it is brought to mean 0 and deviation 1. */
    public record Weight(double mean, double deviation, double weight) {}

    /** An answer whose rightness is known. */
    public record Example(SequencedMap<String, Double> features, boolean right) {}

    private static final String BUNDLED = "/palimpsest/verify/absence-dialogue-en.json";
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final double PENALTY = 20;

    /** The one that comes with the product: two people's English conversations. */
    public static AbsenceProfile bundled() {
        try (InputStream in = AbsenceProfile.class.getResourceAsStream(BUNDLED)) {
            return JSON.readValue(in, AbsenceProfile.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException when the file is not there or no profile; the message names it */
    public static AbsenceProfile read(Path file) {
        try {
            AbsenceProfile profile = JSON.readValue(Files.readString(file), AbsenceProfile.class);
            if (profile.weights() == null) {
                throw new IllegalArgumentException(file + " is no profile of absence: it lacks weights.");
            }
            return profile;
        } catch (IOException e) {
            throw new IllegalArgumentException("The profile " + file + " can't be read: " + e.getMessage());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + " is no profile of absence: " + e.getOriginalMessage());
        }
    }

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
        double[][] x = new double[examples.size()][names.size()];
        var scales = new ArrayList<double[]>();
        for (int j = 0; j < names.size(); j++) {
            String name = names.get(j);
            double[] column = examples.stream().mapToDouble(example -> example.features().get(name)).toArray();
            double mean = Arrays.stream(column).average().orElse(0);
            double deviation = Math.sqrt(Arrays.stream(column).map(value -> (value - mean) * (value - mean)).average().orElse(0));
            scales.add(new double[] {mean, deviation > 1e-9 ? deviation : 1});
            for (int i = 0; i < column.length; i++) {
                x[i][j] = (column[i] - mean) / scales.get(j)[1];
            }
        }
        boolean[] right = new boolean[examples.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = examples.get(i).right();
        }
        double[] penalty = new double[names.size()];
        Arrays.fill(penalty, PENALTY);
        double[] fitted = LogisticRegression.fit(x, right, penalty);
        var weights = new LinkedHashMap<String, Weight>();
        for (int j = 0; j < names.size(); j++) {
            weights.put(names.get(j), new Weight(scales.get(j)[0], scales.get(j)[1], fitted[j]));
        }
        return new AbsenceProfile(fittedOn, licence, 0, fitted[names.size()], weights, new LinkedHashMap<>());
    }

    /** The same numbers with a threshold, and what was measured at it. */
    public AbsenceProfile at(double chosen, SequencedMap<String, Double> measured) {
        return new AbsenceProfile(fittedOn, licence, chosen, bias, weights, measured);
    }

    /** How likely an answer with these features is right, 0 to 1. */
    public double probability(Map<String, Double> features) {
        double logit = bias;
        for (Map.Entry<String, Weight> each : weights.entrySet()) {
            Weight weight = each.getValue();
            logit += weight.weight() * (features.getOrDefault(each.getKey(), weight.mean()) - weight.mean()) / weight.deviation();
        }
        return 1 / (1 + Math.exp(-logit));
    }

    public void write(Path file) {
        try {
            Files.writeString(file, JSON.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
