package palimpsest.memory.retrieve;

import java.util.List;
import java.util.SequencedMap;

/**
 * Why a reranker scores a candidate as it does, and where its model looked.
 *
 * @param score     of the candidate among the others
 * @param parts     what each feature adds, by its name; they sum to the score
 * @param heads     the attention heads that were read, such as {@code 4-9}; empty for a reranker without
 * @param spans     the tokens of the candidate's text, in order
 * @param attention [head][span]: attention from the query to the token, mean over the query's tokens; below 0 where less than from a query that asks nothing
 */
public record Explanation(double score, SequencedMap<String, Double> parts, List<String> heads, List<Span> spans, double[][] attention) {

    /** A part of the candidate's text in Unicode code points, {@code [start, end)}. */
    public record Span(int start, int end) {}
}
