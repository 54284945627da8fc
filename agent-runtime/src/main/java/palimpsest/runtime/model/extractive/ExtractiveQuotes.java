package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.List;
import palimpsest.runtime.answer.text.Languages;

/** What the extractive model would quote from passages that were read, without the loop around it. Safe for several threads. */
public final class ExtractiveQuotes {

    private final Languages languages = new Languages();

    /**
     * A sentence that would be quoted.
     *
     * @param passage its passage's place in the list
     * @param score   how well it matches the question, 0 to 1
     */
    public record Quoted(int passage, String text, double score) {}

    /** Best first; empty when the model would say that it found nothing. */
    public List<Quoted> of(String question, List<String> passages) {
        var relevance = new Relevance(Question.of(question, null, languages));
        List<Integer> starts = new ArrayList<>();
        var text = new StringBuilder();
        for (String passage : passages) {
            starts.add(text.length());
            text.append(passage.replace('\n', ' ')).append('\n');
        }
        List<Relevance.Scored> scored = relevance.best(text.toString());
        if (scored.isEmpty() || scored.getFirst().score() < Relevance.FOUND) {
            return List.of();
        }
        double least = Answer.NOT_FAR_BEHIND * scored.getFirst().score();
        return scored.stream().filter(each -> each.score() >= least).limit(Answer.MOST_QUOTES)
                .map(each -> new Quoted(passage(starts, each.sentence().start()), each.sentence().oneLine(), each.score())).toList();
    }

    private static int passage(List<Integer> starts, int at) {
        int passage = 0;
        while (passage + 1 < starts.size() && starts.get(passage + 1) <= at) {
            passage++;
        }
        return passage;
    }
}
