package palimpsest.evaluation.verification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import palimpsest.runtime.verify.relevance.RelevanceProfile;

/** Fits the thresholds of a {@link RelevanceProfile} to passages of which it is known whether they hold an answer. */
public final class RelevanceFit {

    /** Share of the passages with an answer that a threshold is to pass, where nothing else is said. */
    public static final double PASSING = 0.98;

    private RelevanceFit() {}

    /** A passage and its scores for a question. @param evidence whether it holds the answer */
    public record Labelled(String conversation, boolean evidence, double words, double meaning, double reranked) {}

    /**
     * The highest thresholds that pass nearly all of what holds an answer.
     *
     * @param passing share of it, 0 to 1
     * @throws IllegalArgumentException when there are no two conversations, or no passage holds an answer
     */
    public static RelevanceProfile fit(List<Labelled> labelled, double passing, String fittedOn, String licence) {
        List<String> conversations = labelled.stream().map(Labelled::conversation).distinct().toList();
        if (conversations.size() < 2 || labelled.stream().noneMatch(Labelled::evidence)) {
            throw new IllegalArgumentException("Two conversations at least are needed, with questions whose evidence is read.");
        }
        var figures = new LinkedHashMap<String, Double>();
        figures.put("passages", (double) labelled.size());
        crossValidate("words", Labelled::words, labelled, conversations, passing, figures);
        crossValidate("meaning", Labelled::meaning, labelled, conversations, passing, figures);
        crossValidate("reranked", Labelled::reranked, labelled, conversations, passing, figures);
        figures.replaceAll((name, value) -> Math.round(value * 1e4) / 1e4);
        return new RelevanceProfile(fittedOn, licence, threshold(labelled, Labelled::words, passing), threshold(labelled, Labelled::meaning, passing), threshold(labelled, Labelled::reranked, passing),
                figures);
    }

    private static void crossValidate(String name, ToDoubleFunction<Labelled> score, List<Labelled> labelled, List<String> conversations, double passing,
                                      Map<String, Double> figures) {
        List<Boolean> passed = new ArrayList<>();
        List<Boolean> evidence = new ArrayList<>();
        for (String conversation : conversations) {
            double threshold = threshold(labelled.stream().filter(one -> !one.conversation().equals(conversation)).toList(), score, passing);
            labelled.stream().filter(one -> one.conversation().equals(conversation)).forEach(one -> {
                passed.add(score.applyAsDouble(one) >= threshold);
                evidence.add(one.evidence());
            });
        }
        figures.put(name + ": evidence passed", share(evidence, passed, true));
        figures.put(name + ": others failed", 1 - share(evidence, passed, false));
    }

    private static double threshold(List<Labelled> labelled, ToDoubleFunction<Labelled> score, double passing) {
        double[] scores = labelled.stream().filter(Labelled::evidence).mapToDouble(score).sorted().toArray();
        return Math.floor(100 * scores[(int) ((1 - passing) * scores.length)]) / 100;
    }

    private static double share(List<Boolean> evidence, List<Boolean> passed, boolean which) {
        long all = evidence.stream().filter(each -> each == which).count();
        long some = IntStream.range(0, passed.size()).filter(i -> evidence.get(i) == which && passed.get(i)).count();
        return all == 0 ? 0 : (double) some / all;
    }
}
