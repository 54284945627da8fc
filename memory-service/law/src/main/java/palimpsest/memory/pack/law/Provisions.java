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
 * Finds where a text names an article of a known law, and which of its paragraphs: {@code Lantern Code 12}, {@code Lantern Code, art. 12},
 * {@code Article 12(2) of the Lantern Code}, {@code § 12 Lantern Code}, {@code 《刑法》第二百六十四条第一款}. Case and line breaks do not matter.
 */
public final class Provisions {

    private static final String NUMBER = "(?<number>\\d+[a-z]?(?:[.\\-]\\d+[a-z]?)*)(?![\\p{L}\\p{N}])";
    private static final String WORD = "(?:articles?|arts?\\.?|sections?|sec\\.|rules?|§+)";

    private static final String PARAGRAPH = "(?:\\s*\\((?<paragraph>\\d{1,3})\\))?";
    private static final String CHINESE = "第\\s*(?<number>[" + ChineseNumber.DIGITS + "]{1,10})\\s*条(?:\\s*之\\s*(?<sub>[" + ChineseNumber.DIGITS + "]{1,3}))?(?:\\s*第\\s*(?<paragraph>["
            + ChineseNumber.DIGITS + "]{1,4})\\s*款)?";
    /** Further articles of the law that was named. */
    private static final Pattern FURTHER = Pattern.compile("\\G(?:[、，,]|和|及|或者|或|以及|至)\\s*" + CHINESE);
    private static final Pattern BARE_CHINESE = Pattern.compile("(?<![》])" + CHINESE);
    private static final Pattern BARE = Pattern.compile("(?<![\\p{L}\\p{N}])" + WORD + "\\s*" + NUMBER + PARAGRAPH + "(?!(?:\\s*\\([^)]{1,6}\\))*,?\\s+of\\s+(?!this\\b))",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private final Map<String, Law> laws = new LinkedHashMap<>();
    private final Pattern lawFirst;
    private final Pattern numberFirst;
    private final Pattern chinese;

    public Provisions(List<Law> laws) {
        laws.forEach(law -> law.names().forEach(name -> this.laws.putIfAbsent(folded(name), law)));
        // A name that begins like a shorter one is tried first.
        String names = this.laws.keySet().stream().sorted(Comparator.comparingInt(String::length).reversed())
                .map(name -> Pattern.quote(name).replace(" ", "\\E\\s+\\Q")).collect(Collectors.joining("|", "(?<law>", ")"));
        int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        lawFirst = Pattern.compile("(?<![\\p{L}\\p{N}])" + names + ",?\\s*(?:" + WORD + "\\s*)?" + NUMBER + PARAGRAPH, flags);
        chinese = Pattern.compile("《?" + names + "》?(?:[（(][^）)]{1,20}[）)])?的?\\s*" + CHINESE, flags);
        numberFirst = Pattern.compile("(?<![\\p{L}\\p{N}])" + WORD + "\\s*" + NUMBER + PARAGRAPH + ",?\\s+(?:of\\s+)?(?:the\\s+)?" + names
                + "(?![\\p{L}\\p{N}])", flags);
    }

    /** The law of that name or alias. */
    public Optional<Law> law(String name) {
        String wanted = folded(name).replaceAll("^《|》$", "");
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
        collectChinese(text, found);
        found.sort(Comparator.comparingInt(Mention::start));
        return found;
    }

    /** The existing articles named in the text, once each, in order. */
    public Set<ArticleId> cited(String text) {
        return mentions(text).stream().filter(Mention::exists).map(Mention::article).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Articles that an article of a law names, also by number alone, which is of the same law. */
    public List<Mention> mentionsIn(Article article) {
        Law own = laws.get(folded(article.id().law()));
        List<Mention> found = new ArrayList<>(mentions(article.text()));
        Matcher chinese = BARE_CHINESE.matcher(article.text());
        while (chinese.find()) {
            // "…法第三条" is of another law, unless it is "本法第三条".
            String before = article.text().substring(Math.max(0, chinese.start() - 2), chinese.start());
            if (!before.endsWith("法") && !before.endsWith("例") || before.equals("本法")) {
                add(own, number(chinese), chinese, found);
            }
        }
        Matcher bare = BARE.matcher(article.text());
        while (bare.find()) {
            add(own, bare.group("number"), bare, found);
        }
        found.sort(Comparator.comparingInt(Mention::start));
        return found;
    }

    private void collect(Matcher matcher, List<Mention> found) {
        while (matcher.find()) {
            add(laws.get(folded(matcher.group("law"))), matcher.group("number"), matcher, found);
        }
    }

    private void collectChinese(String text, List<Mention> found) {
        Matcher matcher = chinese.matcher(text);
        for (int from = 0; matcher.find(from); ) {
            Law law = laws.get(folded(matcher.group("law")));
            add(law, number(matcher), matcher, found);
            from = matcher.end();
            Matcher further = FURTHER.matcher(text).region(from, text.length());
            while (further.find()) {
                add(law, number(further), further, found);
                from = further.end();
            }
        }
    }

    private static String number(Matcher chinese) {
        int number = ChineseNumber.parse(chinese.group("number"));
        return chinese.group("sub") == null ? String.valueOf(number) : number + "-" + ChineseNumber.parse(chinese.group("sub"));
    }

    private static void add(Law law, String number, Matcher at, List<Mention> found) {
        int start = at.start();
        int end = at.end();
        // "Article 3 of the Lantern Code 12 ..." was read already, from its number on.
        if (found.stream().noneMatch(mention -> mention.start() < end && start < mention.end())) {
            String paragraph = at.group("paragraph");
            var article = law.article(number).map(Article::id);
            found.add(new Mention(article.orElse(new ArticleId(law.name(), number)), article.isPresent(), start, end, paragraph == null ? null : Integer.valueOf(ChineseNumber.parse(paragraph))));
        }
    }

    private static String folded(String name) {
        return name.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }
}
