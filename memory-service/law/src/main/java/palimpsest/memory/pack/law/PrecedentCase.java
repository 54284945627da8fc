package palimpsest.memory.pack.law;

import java.util.List;

/**
 * A decided case.
 *
 * @param type     such as {@code criminal}; what {@code case_retrieval} filters by
 * @param holding  what was decided, and why
 * @param articles that it applies
 */
public record PrecedentCase(String id, String type, String title, String facts, String holding, List<ArticleId> articles) {

    public PrecedentCase {
        articles = List.copyOf(articles);
    }
}
