package palimpsest.memory.retrieve;

import java.util.Map;

/**
 * A candidate with its scores.
 *
 * @param lexical BM25, 0 when no word matched
 * @param cosine  NaN without an embedding
 * @param score   by which it is ordered
 * @param matched positions of the matched words, from 1, and what they matched
 */
record Scored(Place place, String config, double lexical, double cosine, double score, Map<Integer, String> matched) {}
