package palimpsest.runtime.verify.claim;

import java.util.List;
import java.util.Set;
import palimpsest.memory.claim.DateClaim;
import palimpsest.memory.claim.Quantity;
import palimpsest.memory.claim.TimeClaim;
import palimpsest.runtime.answer.text.Sentence;

/**
 * A sentence of a source with what can be looked up in it.
 *
 * @param terms content words as they are compared, without numbers
 */
record SourceSentence(SourceText source, Sentence sentence, Set<String> terms, List<Quantity> quantities, List<DateClaim> dates, List<TimeClaim> times) {

    /** The part of {@code claimed} that stands here: 0 to 1. */
    double holds(Set<String> claimed) {
        if (claimed.isEmpty()) {
            return 0;
        }
        long held = claimed.stream().filter(terms::contains).count();
        return (double) held / claimed.size();
    }
}
