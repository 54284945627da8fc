package palimpsest.runtime.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import palimpsest.memory.rerank.LabelledCandidates;
import palimpsest.memory.rerank.Reranker.Candidate;
import palimpsest.runtime.model.extractive.ExtractiveQuotes;
import palimpsest.runtime.model.extractive.ExtractiveQuotes.Quoted;
import palimpsest.runtime.verify.eval.AbsenceCurve.Asked;
import palimpsest.runtime.verify.relevance.PassageRelevance;

/** Answers labelled questions as the extractive model does, from the turns that search found, and measures the answers. */
final class AbsentAnswers {

    /** Turns that are read; the model reads about so many chunks. */
    private static final int READ = 10;
    private static final int ADVERSARIAL = 5;

    private AbsentAnswers() {}

    static List<Asked> of(List<LabelledCandidates> labelled) {
        var quotes = new ExtractiveQuotes();
        var relevance = new PassageRelevance(null, null);
        return labelled.stream().map(one -> asked(one, quotes, relevance)).toList();
    }

    private static Asked asked(LabelledCandidates one, ExtractiveQuotes quotes, PassageRelevance relevance) {
        List<Candidate> read = one.candidates().stream().limit(READ).toList();
        List<Quoted> answer = quotes.of(one.question(), read.stream().map(turn -> speaker(turn) + ": " + turn.text()).toList());
        boolean absent = one.category() == ADVERSARIAL;
        boolean right = !absent && answer.stream().anyMatch(quoted -> one.evidence().contains(quoted.passage()));
        return new Asked(one.conversation(), absent, right, answer.isEmpty() ? null : features(one, read, answer, relevance));
    }

    private static double[] features(LabelledCandidates one, List<Candidate> read, List<Quoted> answer, PassageRelevance relevance) {
        Quoted best = answer.getFirst();
        Candidate turn = read.get(best.passage());
        Set<String> speakers = one.candidates().stream().map(AbsentAnswers::speaker).collect(Collectors.toSet());
        List<String> asked = Arrays.asList(one.question().toLowerCase(Locale.ROOT).split("[^\\p{L}]+"));
        String said = speaker(turn).toLowerCase(Locale.ROOT);
        boolean named = asked.contains(said);
        boolean other = speakers.stream().map(speaker -> speaker.toLowerCase(Locale.ROOT)).anyMatch(speaker -> !speaker.equals(said) && asked.contains(speaker));
        double dense = Double.isNaN(turn.dense()) ? 0 : turn.dense();
        double most = one.candidates().stream().mapToDouble(Candidate::dense).filter(value -> !Double.isNaN(value)).max().orElse(0);
        double spread = most - one.candidates().stream().mapToDouble(Candidate::dense).filter(value -> !Double.isNaN(value)).average().orElse(0);
        String all = answer.stream().map(quoted -> read.get(quoted.passage()).text()).collect(Collectors.joining(" "));
        List<Double> features = new ArrayList<>(List.of(best.score(), relevance.shared(one.question(), turn.text()), relevance.shared(one.question(), all), dense, most,
                spread, Math.log1p(turn.lexical()), named ? 1.0 : 0.0, other && !named ? 1.0 : 0.0, named && other ? 1.0 : 0.0, 1.0 / (1 + best.passage()),
                answer.size() / 3.0));
        return features.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static String speaker(Candidate turn) {
        return turn.title().split(",")[0];
    }
}
