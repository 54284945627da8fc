package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What speaks for a turn of a conversation beside its own words and meaning: that the query names who said it, that it tells and does not ask, that
 * it is long enough to tell something, and how well the turns about it fit. Numbers are in units of {@link HybridScore}; measured in docs/retrieval.md.
 *
 * @param asked   words of the query, in lower case
 * @param text    the query, in lower case; for names in scripts without spaces
 * @param average words of a passage searched
 */
record TurnScore(Set<String> asked, String text, double average) {

    private static final double NAMED = 0.5;
    private static final double ASKS = 0.15;
    private static final double LENGTH = 0.2;
    /** Weight of a session's best turns beside a turn's own score, and how many those are. */
    private static final double SESSION = 0.15;
    private static final int SESSION_BEST = 3;
    /** Weight of what is found about a turn, how far away that counts 1/e, and how far it is looked for. */
    private static final double NEIGHBOURS = 0.25;
    private static final double FADING = 2;
    private static final int REACH = 12;

    static TurnScore of(SearchScope scope, String query) {
        String text = query == null ? "" : query.toLowerCase(Locale.ROOT);
        return new TurnScore(words(text), text, (double) scope.words() / Math.max(1, scope.passages()));
    }

    private static Set<String> words(String text) {
        var words = new HashSet<String>();
        SearchWords.locate(text).forEach(word -> words.add(text.substring(word.start(), word.end())));
        return words;
    }

    private record Session(UUID document, String name) {}

    private record Turn(UUID document, int seq, String session) {}

    /** The hits with scores by all of that, in their order. A passage that nobody says counts as a session of its own, so that all scores keep one scale. */
    List<Scored> raised(List<Scored> hits) {
        double usual = usual(hits);
        var above = new HashMap<Turn, Double>();
        hits.stream().filter(hit -> hit.candidate().turn()).forEach(hit -> above.merge(turn(hit, 0), Math.max(0, hit.score() - usual), Math::max));
        List<Scored> own = hits.stream().map(hit -> hit.withScore(hit.score() + own(hit.candidate()))).toList();
        Map<Session, Double> sessions = sessions(own);
        var raised = new ArrayList<Scored>(own.size());
        own.forEach(hit -> raised.add(hit.withScore(hit.score() + SESSION * sessions.getOrDefault(session(hit), hit.score())
                + (hit.candidate().turn() ? NEIGHBOURS * neighbours(hit, above) : 0))));
        return raised;
    }

    /** Mean score of turns that words were found in or before: these are the same whatever page is asked for. */
    private static double usual(List<Scored> hits) {
        return hits.stream().filter(hit -> hit.candidate().turn() && hit.lexical() > 0).mapToDouble(Scored::score).average()
                .orElse(hits.stream().filter(hit -> hit.candidate().turn()).mapToDouble(Scored::score).average().orElse(0));
    }

    private double own(Candidate candidate) {
        if (!candidate.turn()) {
            return 0;
        }
        return (named(candidate.speaker()) ? NAMED : 0) - (candidate.asks() ? ASKS : 0) + LENGTH * Math.log((1 + candidate.words()) / (1 + average));
    }

    /** Whether the query has a word of the name. */
    boolean named(String speaker) {
        if (speaker == null || speaker.isBlank()) {
            return false;
        }
        String name = speaker.toLowerCase(Locale.ROOT).strip();
        return name.codePoints().anyMatch(SearchWords::standsAlone) ? text.contains(name)
                : words(name).stream().anyMatch(word -> word.codePointCount(0, word.length()) > 1 && asked.contains(word));
    }

    private static Map<Session, Double> sessions(List<Scored> hits) {
        Map<Session, List<Double>> scores = new HashMap<>();
        for (Scored hit : hits) {
            if (hit.candidate().session() != null) {
                scores.computeIfAbsent(session(hit), session -> new ArrayList<>()).add(hit.score());
            }
        }
        Map<Session, Double> best = new HashMap<>();
        scores.forEach((session, all) -> best.put(session,
                all.stream().sorted(Comparator.reverseOrder()).limit(SESSION_BEST).mapToDouble(Double::doubleValue).average().orElseThrow()));
        return best;
    }

    /** By how much the turns about it are better than usual, falling with their distance. */
    private static double neighbours(Scored hit, Map<Turn, Double> above) {
        double sum = 0;
        for (int away = 1; away <= REACH; away++) {
            sum += Math.exp(-away / FADING) * (above.getOrDefault(turn(hit, -away), 0.0) + above.getOrDefault(turn(hit, away), 0.0));
        }
        return sum;
    }

    private static Session session(Scored hit) {
        return new Session(hit.place().documentId(), hit.candidate().session());
    }

    private static Turn turn(Scored hit, int away) {
        return new Turn(hit.place().documentId(), hit.place().seq() + away, hit.candidate().session());
    }
}
