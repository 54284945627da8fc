package palimpsest.runtime.verify.claim;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import palimpsest.memory.claim.DateClaim;
import palimpsest.memory.claim.Dates;
import palimpsest.memory.claim.Quantities;
import palimpsest.memory.claim.Quantity;
import palimpsest.memory.claim.TimeClaim;
import palimpsest.memory.language.Sentence;

/** A sentence of a source with what can be looked up in it, read when it is first asked for. Safe for several threads. */
final class SourceSentence {

    private final SourceText source;
    private final Sentence sentence;
    private final Set<String> terms;
    private volatile List<Quantity> quantities;
    private volatile List<DateClaim> dates;
    private volatile List<TimeClaim> times;

    /** @param terms content words as they are compared, without numbers */
    SourceSentence(SourceText source, Sentence sentence, Set<String> terms) {
        this.source = source;
        this.sentence = sentence;
        this.terms = terms;
    }

    SourceText source() {
        return source;
    }

    Sentence sentence() {
        return sentence;
    }

    /** Reads all its figures. */
    void figures() {
        quantities();
        dates();
        times();
    }

    List<Quantity> quantities() {
        if (quantities == null) {
            quantities = List.copyOf(Quantities.in(sentence.text()));
        }
        return quantities;
    }

    List<DateClaim> dates() {
        if (dates == null) {
            dates = List.copyOf(Dates.in(sentence.text()));
        }
        return dates;
    }

    List<TimeClaim> times() {
        if (times == null) {
            times = List.copyOf(TimeClaim.in(sentence.text()));
        }
        return times;
    }

    /** Those of {@code claimed} that stand here. */
    Set<String> held(Set<String> claimed) {
        return claimed.stream().filter(terms::contains).collect(Collectors.toSet());
    }

    /** The part of {@code claimed} that stands here: 0 to 1. */
    double holds(Set<String> claimed) {
        if (claimed.isEmpty()) {
            return 0;
        }
        int held = 0;
        for (String term : claimed) {
            held += terms.contains(term) ? 1 : 0;
        }
        return (double) held / claimed.size();
    }
}
