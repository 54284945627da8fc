package palimpsest.memory.pack.law;

import java.util.List;

/**
 * An article.
 *
 * @param see other articles that it belongs with
 */
public record Article(ArticleId id, String title, String text, List<ArticleId> see) {

    public Article {
        see = List.copyOf(see);
    }
}
