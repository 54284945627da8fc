package palimpsest.runtime.verify.relevance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.Reranker.Candidate;
import palimpsest.memory.retrieve.RerankingWhenAvailable;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.claim.TextFacts;

class RerankedRelevanceTest {

    private static final String QUESTION = "Where do the herons of Velmora nest?";

    private final PassageRelevance words = new PassageRelevance(null, null);
    private final List<List<Candidate>> asked = new ArrayList<>();

    /** Scores by the herons in a text, on a scale that shifts with the number of calls, as scores of two calls do not compare. */
    private final Reranker herons = (query, candidates) -> {
        asked.add(candidates);
        return candidates.stream().mapToDouble(one -> 100 * asked.size() + one.text().split("heron", -1).length).toArray();
    };

    private Finding judged(Reranker reranker, String passage) {
        var facts = TextFacts.of("birds.txt", List.of(passage), QUESTION);
        var check = new RelevanceCheck(words, 0.9, new RelevanceCheck.Reranked(new RerankedRelevance(reranker, words), 0.5), null);
        var use = new Subject.ToolUse("readChunk", java.util.Map.of(), new java.util.LinkedHashMap<>(), true, List.of(facts.chunk(0).orElseThrow()));
        return check.check(use, facts, new VerificationBudget(VerificationBudget.Limits.DEFAULT, System::nanoTime)).getFirst();
    }

    @Test
    void scores_of_two_calls_compare() {
        var relevance = new RerankedRelevance(herons, words);
        assertThat(relevance.score(QUESTION, "A heron.")).isEqualTo(relevance.score(QUESTION, "A heron."));
        assertThat(relevance.score(QUESTION, "A heron.").getAsDouble()).isGreaterThan(relevance.score(QUESTION, "An onion.").getAsDouble());
    }

    @Test
    void of_a_long_passage_the_lines_nearest_to_the_question_are_scored() {
        String filling = "Nothing is told here of any bird at all, only of the weather.\n".repeat(40);
        assertThat(judged(herons, filling + "The herons of Velmora nest in poplars.\n" + filling).failed()).isFalse();
        assertThat(asked.getFirst().getFirst().text()).contains("nest in poplars").hasSizeLessThan(1_100);
    }

    @Test
    void where_the_reranker_is_there_it_decides_and_the_finding_says_so() {
        assertThat(judged(herons, "A heron, a heron.").failed()).isFalse();
        assertThat(judged(herons, "Where do the frogs of Velmora nest?").evidence()).contains("reranker's score 0.00 against 0.50");
    }

    @Test
    void where_it_cannot_be_loaded_words_decide() {
        var broken = new RerankingWhenAvailable(() -> {
            throw new IllegalArgumentException("no model here");
        });
        assertThat(judged(broken, "A heron, a heron.").evidence()).contains("score 0.33 against 0.90").doesNotContain("reranker");
    }
}
