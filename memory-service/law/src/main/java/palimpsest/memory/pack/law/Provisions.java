package palimpsest.memory.pack.law;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds where a text names an article of a known law: {@code Lantern Code 12}, {@code Lantern Code, art. 12},
 * {@code Article 12 of the Lantern Code}, {@code § 12 Lantern Code}. Case and line breaks do not matter.
 */
public final class Provisions {

    private static final String NUMBER = "(?<number>\\d+[a-z]?(?:[.\\-]\\d+[a-z]?)*)(?![\\p{L}\\p{N}])";
    private static final String WORD = "(?:articles?|arts?\\.?|sections?|sec\\.|rules?|§+)";

    private final Map<String, Law> laws = new LinkedHashMap<>();
    private final Pattern lawFirst;
    private final Pattern numberFirst;

    public Provisions(List<Law> laws) {
        laws.forEach(law -> law.names().forEach(name -> this.laws.putIfAbsent(folded(name), law)));
        // A name that begins like a shorter one is tried first.
        String names = this.laws.keySet().stream().sorted(Comparator.comparingInt(String::length).reversed())
                .map(name -> Pattern.quote(name).replace(" ", "\\E\\s+\\Q")).collect(Collectors.joining("|", "(?<law>", ")"));
        int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        lawFirst = Pattern.compile("(?<![\\p{L}\\p{N}])" + names + ",?\\s*(?:" + WORD + "\\s*)?" + NUMBER, flags);
        numberFirst = Pattern.compile("(?<![\\p{L}\\p{N}])" + WORD + "\\s*" + NUMBER + "(?:\\s*\\(\\d+\\))?,?\\s+(?:of\\s+)?(?:the\\s+)?" + names
                + "(?![\\p{L}\\p{N}])", flags);
    }

    /** The law of that name or alias. */
    public Optional<Law> law(String name) {
        String wanted = folded(name);
        return Optional.ofNullable(laws.getOrDefault(wanted, laws.get(wanted.startsWith("the ") ? wanted.substring(4) : wanted)));
    }

    public Optional<Article> article(ArticleId id) {
        return law(id.law()).flatMap(law -> law.article(id.number()));
    }

    /** Articles named in the text, in order, those that do not exist too. */
    public List<Mention> mentions(String text) {
        if (laws.isEmpty()) {
            return List.of();
        }
        List<Mention> found = new ArrayList<>();
        collect(numberFirst.matcher(text), found);
        collect(lawFirst.matcher(text), found);
        found.sort(Comparator.comparingInt(Mention::start));
        return found;
    }

    /** The existing articles named in the text, once each, in order. */
    public Set<ArticleId> cited(String text) {
        return mentions(text).stream().filter(Mention::exists).map(Mention::article).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void collect(Matcher matcher, List<Mention> found) {
        while (matcher.find()) {
            int start = matcher.start();
            int end = matcher.end();
            // "Article 3 of the Lantern Code 12 ..." was read already, from its number on.
            if (found.stream().noneMatch(mention -> mention.start() < end && start < mention.end())) {
                Law law = laws.get(folded(matcher.group("law")));
                String number = matcher.group("number");
                ArticleId id = law.article(number).map(Article::id).orElse(new ArticleId(law.name(), number));
                found.add(new Mention(id, law.article(number).isPresent(), start, end));
            }
        }
    }

    private static String folded(String name) {
        return name.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }
}
