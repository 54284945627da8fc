package palimpsest.runtime.verify.relevance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import palimpsest.memory.profile.ProfileFile;

/**
 * The scores of {@link PassageRelevance} from which a passage bears on a question.
 *
 * @param fittedOn       what they were fitted on, for a person
 * @param licence        of that data; the numbers hold nothing of it
 * @param words          threshold where only words are compared
 * @param meaning        threshold where meaning is compared, too
 * @param crossValidated of conversations left out of the fit: shares of passages with evidence that pass, and of others that fail
 */
public record RelevanceProfile(String fittedOn, String licence, double words, double meaning, SequencedMap<String, Double> crossValidated) {

    /** A passage and its scores for a question. @param evidence whether it holds the answer */
    public record Labelled(String conversation, boolean evidence, double words, double meaning) {}

    /** Of passages that hold the answer so many may be told to be irrelevant at most. */
    private static final double MISSED = 0.02;
    private static final ProfileFile<RelevanceProfile> FILE = new ProfileFile<>(RelevanceProfile.class, "/palimpsest/verify/relevance-dialogue-en.json", "relevance profile");

    /** The one that comes with the product. */
    public static RelevanceProfile bundled() {
        return FILE.shipped();
    }

    /**
     * The highest thresholds that pass nearly all of what holds an answer.
     *
     * @throws IllegalArgumentException when there are no two conversations, or no passage holds an answer
     */
    public static RelevanceProfile fit(List<Labelled> labelled, String fittedOn, String licence) {
        List<String> conversations = labelled.stream().map(Labelled::conversation).distinct().toList();
        if (conversations.size() < 2 || labelled.stream().noneMatch(Labelled::evidence)) {
            throw new IllegalArgumentException("Two conversations at least are needed, with questions whose evidence is read.");
        }
        List<Boolean> wordsPass = new ArrayList<>();
        List<Boolean> meaningPass = new ArrayList<>();
        List<Boolean> evidence = new ArrayList<>();
        for (String conversation : conversations) {
            List<Labelled> others = labelled.stream().filter(one -> !one.conversation().equals(conversation)).toList();
            double words = threshold(others, false);
            double meaning = threshold(others, true);
            labelled.stream().filter(one -> one.conversation().equals(conversation)).forEach(one -> {
                wordsPass.add(one.words() >= words);
                meaningPass.add(one.meaning() >= meaning);
                evidence.add(one.evidence());
            });
        }
        var figures = new LinkedHashMap<String, Double>();
        figures.put("passages", (double) labelled.size());
        figures.put("words: evidence passed", share(evidence, wordsPass, true));
        figures.put("words: others failed", 1 - share(evidence, wordsPass, false));
        figures.put("meaning: evidence passed", share(evidence, meaningPass, true));
        figures.put("meaning: others failed", 1 - share(evidence, meaningPass, false));
        figures.replaceAll((name, value) -> Math.round(value * 1e4) / 1e4);
        return new RelevanceProfile(fittedOn, licence, threshold(labelled, false), threshold(labelled, true), figures);
    }

    private static double threshold(List<Labelled> labelled, boolean meaning) {
        double[] scores = labelled.stream().filter(Labelled::evidence).mapToDouble(one -> meaning ? one.meaning() : one.words()).sorted().toArray();
        return Math.floor(100 * scores[(int) (MISSED * scores.length)]) / 100;
    }

    private static double share(List<Boolean> evidence, List<Boolean> passed, boolean which) {
        long all = evidence.stream().filter(each -> each == which).count();
        long some = IntStream.range(0, passed.size()).filter(i -> evidence.get(i) == which && passed.get(i)).count();
        return all == 0 ? 0 : (double) some / all;
    }

    public void write(Path file) {
        FILE.write(this, file);
    }
}
