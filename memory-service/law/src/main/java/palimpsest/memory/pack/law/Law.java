package palimpsest.memory.pack.law;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A law.
 *
 * @param aliases other names that it is cited by
 */
public record Law(String name, List<String> aliases, List<Article> articles) {

    public Law {
        aliases = List.copyOf(aliases);
        articles = List.copyOf(articles);
    }

    /** Its name, then its aliases. */
    public List<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream()).toList();
    }

    public Optional<Article> article(String number) {
        return articles.stream().filter(article -> article.id().number().equalsIgnoreCase(number)).findFirst();
    }
}
