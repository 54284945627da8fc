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

    private static final double NAMED = 0.4;
    private static final double ASKS = 0.15;
    private static final double LENGTH = 0.15;
    /** Weight of a session's best turns beside a turn's own score, and how many those are. */
    private static final double SESSION = 0.25;
    private static final int SESSION_BEST = 3;
    /** The part of the way to a better turn close by that a turn is raised, and how many turns away that may be. */
    private static final double NEIGHBOUR = 0.25;
    private static final int REACH = 2;

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
        List<Scored> own = hits.stream().map(hit -> hit.withScore(hit.score() + own(hit.candidate()))).toList();
        Map<Session, Double> sessions = sessions(own);
        var turns = new HashMap<Turn, Double>();
        own.stream().filter(hit -> hit.candidate().turn()).forEach(hit -> turns.merge(turn(hit, 0), hit.score(), Math::max));
        var raised = new ArrayList<Scored>(own.size());
        own.forEach(hit -> raised.add(hit.withScore(hit.score() + SESSION * sessions.getOrDefault(session(hit), hit.score())
                + (hit.candidate().turn() ? NEIGHBOUR * above(hit, turns) : 0))));
        return raised;
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

    /** How much better the best of the turns about it is; 0 when none is. */
    private static double above(Scored hit, Map<Turn, Double> turns) {
        double best = hit.score();
        for (int away = -REACH; away <= REACH; away++) {
            best = Math.max(best, turns.getOrDefault(turn(hit, away), best));
        }
        return best - hit.score();
    }

    private static Session session(Scored hit) {
        return new Session(hit.place().documentId(), hit.candidate().session());
    }

    private static Turn turn(Scored hit, int away) {
        return new Turn(hit.place().documentId(), hit.place().seq() + away, hit.candidate().session());
    }
}
