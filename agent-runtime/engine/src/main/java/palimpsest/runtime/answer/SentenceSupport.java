package palimpsest.runtime.answer;

import java.util.List;

/**
 * Whether a sentence of an answer is supported by what was read.
 *
 * @param start     first code point of the sentence in the answer
 * @param end       one past its last
 * @param claim     whether it claims anything; a lead-in or "I found nothing" does not
 * @param supported of a claim: whether anything that was read supports it; else true
 * @param citations places in the answer's list of citations, from 0
 */
public record SentenceSupport(int start, int end, boolean claim, boolean supported, List<Integer> citations) {

    public SentenceSupport {
        citations = List.copyOf(citations);
    }

    public boolean lacksSupport() {
        return claim && !supported;
    }

    public SentenceSupport unsupported() {
        return new SentenceSupport(start, end, claim, !claim, citations);
    }

    /** The sentence itself. */
    public String in(String answer) {
        return answer.substring(answer.offsetByCodePoints(0, start), answer.offsetByCodePoints(0, end));
    }
}
