package palimpsest.memory.pack;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.Charge;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.law.PrecedentCase;
import palimpsest.memory.pack.law.Provisions;

/** Reads {@code laws}, {@code charges}, {@code consistency} and {@code cases} of all files of a pack. */
final class LawSections {

    private static final int MOST_LAWS = 1000;
    private static final int MOST_ARTICLES = 20_000;
    private static final int MOST_CHARGES = 5000;
    private static final int MOST_CASES = 20_000;
    private static final int LISTED = 40;

    private final List<YamlMap> roots;
    private final List<Reference> references = new ArrayList<>();

    LawSections(List<YamlMap> roots) {
        this.roots = roots;
    }

    /** What an article's {@code see} names; checked when all laws are known. */
    private record Reference(YamlMap map, String key, ArticleId id) {}

    List<Law> laws() {
        var names = new Names("law");
        List<Law> laws = new ArrayList<>();
        for (YamlMap map : all("laws", MOST_LAWS)) {
            String name = names.take(map, "name");
            List<String> aliases = map.texts("aliases");
            aliases.forEach(alias -> names.add(map, "aliases", alias));
            var numbers = new Names("article number of " + name);
            List<Article> articles = map.maps("articles", MOST_ARTICLES).stream().map(article -> article(name, article, numbers)).toList();
            if (articles.isEmpty()) {
                map.problem("articles", "a law needs articles, each with number, title and text.");
            }
            LocalDate from = date(map, "from");
            LocalDate to = date(map, "to");
            if (from != null && to != null && to.isBefore(from)) {
                map.problem("to", "is before from.");
            }
            map.end();
            laws.add(new Law(name, aliases, articles, from, to));
        }
        return laws;
    }

    private static LocalDate date(YamlMap map, String key) {
        return map.as(key, text -> {
            try {
                return Optional.of(LocalDate.parse(text));
            } catch (DateTimeException e) {
                return Optional.<LocalDate>empty();
            }
        }, "a date such as 2021-01-01").orElse(null);
    }

    private Article article(String law, YamlMap map, Names numbers) {
        String number = numbers.take(map, "number");
        if (!number.isEmpty() && !number.matches("(?i)\\d+[a-z]?([.\\-]\\d+[a-z]?)*")) {
            map.problem("number", "must be a number such as 12, 12a or 12.3, and is \"" + number + "\".");
        }
        List<ArticleId> see = new ArrayList<>();
        for (String text : map.texts("see")) {
            // A number alone is of the same law.
            ArticleId id = text.contains(" ") ? reference(text) : new ArticleId(law, text);
            see.add(id);
            references.add(new Reference(map, "see", id));
        }
        var article = new Article(new ArticleId(law, number), map.required("title"), map.required("text"), see);
        map.end();
        return article;
    }

    /** Complains of what {@code see} names and is not there. */
    void checkReferences(Provisions provisions) {
        references.forEach(reference -> resolve(reference.map(), reference.key(), reference.id(), provisions));
    }

    List<Charge> charges(Provisions provisions) {
        Map<String, Set<ArticleId>> consistency = new LinkedHashMap<>();
        Map<String, YamlMap> asked = new LinkedHashMap<>();
        for (YamlMap map : all("consistency", MOST_CHARGES)) {
            String charge = map.required("charge").toLowerCase(Locale.ROOT);
            asked.putIfAbsent(charge, map);
            consistency.computeIfAbsent(charge, key -> new LinkedHashSet<>()).addAll(articles(map, provisions, true));
            map.end();
        }
        var names = new Names("charge");
        List<Charge> charges = new ArrayList<>();
        for (YamlMap map : all("charges", MOST_CHARGES)) {
            String name = names.take(map, "name");
            charges.add(new Charge(name, map.texts("expansions"), List.copyOf(consistency.getOrDefault(name.toLowerCase(Locale.ROOT), Set.of()))));
            map.end();
        }
        Set<String> known = charges.stream().map(charge -> charge.name().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        asked.forEach((charge, map) -> {
            if (!charge.isEmpty() && !known.contains(charge)) {
                map.problem("charge", "there is no charge \"" + charge + "\". Add it under charges; known are " + listed(charges.stream().map(Charge::name).toList()) + ".");
            }
        });
        return charges;
    }

    List<PrecedentCase> cases(Provisions provisions) {
        var ids = new Names("case");
        List<PrecedentCase> cases = new ArrayList<>();
        for (YamlMap map : all("cases", MOST_CASES)) {
            cases.add(new PrecedentCase(ids.take(map, "id"), map.required("type"), map.required("title"), map.required("facts"), map.required("holding"),
                    articles(map, provisions, false)));
            map.end();
        }
        return cases;
    }

    private List<YamlMap> all(String section, int most) {
        return roots.stream().flatMap(root -> root.maps(section, most).stream()).toList();
    }

    private static List<ArticleId> articles(YamlMap map, Provisions provisions, boolean needed) {
        List<ArticleId> ids = articles(map, "articles", provisions);
        if (needed && ids.isEmpty() && !map.has("articles")) {
            map.required("articles");
        }
        return ids;
    }

    /** The articles that a list of {@code LAW NUMBER} names; complains of those that are not there. */
    static List<ArticleId> articles(YamlMap map, String key, Provisions provisions) {
        return map.texts(key).stream().map(text -> resolve(map, key, reference(text), provisions)).flatMap(Optional::stream).toList();
    }

    private static ArticleId reference(String text) {
        int space = text.lastIndexOf(' ');
        return new ArticleId(text.substring(0, Math.max(space, 0)).strip(), text.substring(space + 1));
    }

    private static Optional<ArticleId> resolve(YamlMap map, String key, ArticleId id, Provisions provisions) {
        Optional<Law> law = provisions.law(id.law());
        if (law.isEmpty()) {
            map.problem(key, "there is no law \"" + id.law() + "\". Write the law's name or alias, a space and the article's number, such as \"Civil Code 12\".");
            return Optional.empty();
        }
        Optional<ArticleId> article = law.get().article(id.number()).map(Article::id);
        if (article.isEmpty()) {
            map.problem(key, law.get().name() + " has no article " + id.number() + ". It has "
                    + listed(law.get().articles().stream().map(known -> known.id().number()).toList()) + ".");
        }
        return article;
    }

    private static String listed(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(LISTED, names.size()))) + (names.size() > LISTED ? " …" : "");
    }
}
