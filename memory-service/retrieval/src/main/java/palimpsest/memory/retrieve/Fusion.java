package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Orders candidates, by words and meaning as {@link HybridScore} adds them up, and turns of a conversation also by what {@link TurnScore} adds.
 *
 * @param mode  what counts
 * @param turns what is asked of turns
 * @param order of the documents, for equal hits
 */
record Fusion(SearchMode mode, TurnScore turns, Map<UUID, Integer> order) {

    /** @param countWords a passage with more of the words comes first, whatever their rarity */
    List<Scored> order(Collection<Candidate> candidates, QueryPlan plan, boolean countWords) {
        double best = candidates.stream().mapToDouble(candidate -> lexical(candidate, plan)).max().orElse(0);
        // what is not embedded yet counts as neither near nor far
        double usual = candidates.stream().mapToDouble(Candidate::cosine).filter(cosine -> !Double.isNaN(cosine)).average().orElse(0);
        var scored = new ArrayList<Scored>();
        for (Candidate candidate : candidates) {
            double lexical = lexical(candidate, plan);
            if (mode == SearchMode.DENSE ? candidate.near() : lexical > 0 || candidate.near()) {
                scored.add(new Scored(candidate, lexical, score(candidate, lexical, best, usual, countWords),
                        candidate.matched(plan.keywords().getOrDefault(candidate.config(), List.of()))));
            }
        }
        List<Scored> hits = mode == SearchMode.HYBRID && !countWords ? turns.raised(scored) : scored;
        hits.sort(Comparator.comparingDouble(Scored::score).reversed()
                .thenComparing(hit -> order.get(hit.place().documentId())).thenComparing(hit -> hit.place().seq()));
        return hits;
    }

    private static double lexical(Candidate candidate, QueryPlan plan) {
        List<Keyword> keywords = plan.keywords().getOrDefault(candidate.config(), List.of());
        return keywords.isEmpty() ? 0 : plan.bm25().get(candidate.config())
                .score(keywords, candidate.occurrences(), candidate.words(), candidate.turn());
    }

    private double score(Candidate candidate, double lexical, double best, double usual, boolean countWords) {
        double words = countWords ? candidate.occurrences().size() + lexical / (1 + lexical) : lexical;
        return switch (mode) {
            case LEXICAL -> words;
            case DENSE -> candidate.cosine();
            case HYBRID -> HybridScore.of(words, countWords ? 1 : best, Double.isNaN(candidate.cosine()) ? usual : candidate.cosine());
        };
    }
}
