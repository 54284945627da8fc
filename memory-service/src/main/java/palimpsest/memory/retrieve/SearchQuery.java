package palimpsest.memory.retrieve;

import java.util.List;
import java.util.UUID;

/**
 * What to look for, and where.
 *
 * @param documentIds the documents searched; none means no results
 * @param keywords    alternatives, any may match; one of several words is a phrase with slop 2
 *                    (its words within two moves of each other's place, so {@code "blue mountain"} finds {@code "mountain, the blue"})
 * @param text        the same need in plain words, for dense search; usually the keywords joined by a space
 * @param limit       passages at most, 1 to 500
 */
public record SearchQuery(String tenant, List<UUID> documentIds, List<String> keywords, String text, int limit) {}
