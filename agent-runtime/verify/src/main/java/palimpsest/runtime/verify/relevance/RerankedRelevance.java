package palimpsest.runtime.verify.relevance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * How much a passage bears on a question, as a reranker sees it. A reranker's scores compare within one call only, so a passage is scored
 * among sentences that never change and bear on hardly any question: how far it lies above them compares between calls.
 */
public final class RerankedRelevance {

    /** Of everyday talk, so that a passage does not stand out by its kind. */
    private static final List<String> BACKGROUND = List.of("Hm, I would have to think about that for a moment.", "The form has to be signed at the counter on the second floor.",
            "That sounds good, let us see how it goes.", "The lid of the jar was stuck and would not come off.", "Sorry, I only saw your message now.",
            "A row of poplars stood along the canal.", "Could you send me the file again?", "The bus was late and full, as it is every day.");
    /** What an encoder reads at once. */
    private static final int LONGEST = 1_000;

    private final Reranker reranker;
    private final PassageRelevance words;

    /** @param words finds the part of a long passage that is scored */
    public RerankedRelevance(Reranker reranker, PassageRelevance words) {
        this.reranker = reranker;
        this.words = words;
    }

    /** Empty when the reranker can't score now. */
    public OptionalDouble score(String question, String passage) {
        List<Candidate> candidates = Stream.concat(Stream.of(part(question, passage)), BACKGROUND.stream()).map(text -> new Candidate("", text, Double.NaN, 0)).toList();
        return reranker.scoresIfAvailable(question, candidates).map(scores -> OptionalDouble.of(scores[0] - Arrays.stream(scores, 1, scores.length).average().orElse(0)))
                .orElse(OptionalDouble.empty());
    }

    /** Its lines, as many as are read at once, that share most words with the question. */
    private String part(String question, String passage) {
        List<String> parts = new ArrayList<>();
        var part = new StringBuilder();
        for (String line : passage.strip().split("\n")) {
            if (!part.isEmpty() && part.length() + line.length() > LONGEST) {
                parts.add(part.toString());
                part.setLength(0);
            }
            part.append(part.isEmpty() ? "" : "\n").append(line);
        }
        parts.add(part.toString());
        return parts.size() == 1 ? parts.getFirst() : parts.stream().max(Comparator.comparingDouble(one -> words.shared(question, one))).orElseThrow();
    }
}
