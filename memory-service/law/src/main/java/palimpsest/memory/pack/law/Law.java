package palimpsest.memory.pack.law;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A law.
 *
 * @param aliases other names that it is cited by
 * @param from    first day on which it is in force; null where the pack does not say
 * @param to      last day; null where it has no end, or the pack does not say
 */
public record Law(String name, List<String> aliases, List<Article> articles, LocalDate from, LocalDate to) {

    public Law {
        aliases = List.copyOf(aliases);
        articles = List.copyOf(articles);
    }

    public Law(String name, List<String> aliases, List<Article> articles) {
        this(name, aliases, articles, null, null);
    }

    /** Its name, then its aliases. */
    public List<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream()).toList();
    }

    public Optional<Article> article(String number) {
        return articles.stream().filter(article -> article.id().number().equalsIgnoreCase(number)).findFirst();
    }

    /** Whether it is in force on that day, as far as the pack says. */
    public boolean inForce(LocalDate day) {
        return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
    }
}
