package palimpsest.tools.law;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.Mention;
import palimpsest.memory.pack.law.PrecedentCase;
import palimpsest.memory.text.Sha256;

/**
 * What a statement rests on in a pack.
 *
 * @param names articles and cases that it names
 * @param text  theirs, together
 */
record Grounds(List<String> names, String text) {

    private static final Pattern QUOTE = Pattern.compile("\"([^\"]+)\"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\p{L}\\p{Nd}.,/])\\p{Nd}+(?:[.,]\\p{Nd}+)*(?![\\p{L}\\p{Nd}/])");

    static Grounds of(PackLibrary library, String content) {
        Set<ArticleId> articles = library.provisions().cited(content);
        List<PrecedentCase> cases = library.pack().cases().stream().filter(found -> named(found, content)).toList();
        String text = Stream.concat(articles.stream().map(id -> library.provisions().article(id).orElseThrow()).map(article -> article.title() + "\n" + article.text()),
                cases.stream().map(found -> found.title() + "\n" + found.facts() + "\n" + found.holding())).collect(Collectors.joining("\n"));
        return new Grounds(Stream.concat(articles.stream().map(ArticleId::toString), cases.stream().map(PrecedentCase::id)).toList(), text);
    }

    private static boolean named(PrecedentCase found, String content) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(found.id()) + "(?![\\p{L}\\p{N}])").matcher(content).find();
    }

    /** Why the pack does not bear a statement out, and what to do; empty when it does. */
    static Optional<String> objection(PackLibrary library, String content) {
        Optional<Mention> unknown = library.provisions().mentions(content).stream().filter(mention -> !mention.exists()).findFirst();
        if (unknown.isPresent()) {
            return Optional.of("There is no " + unknown.get().article() + ". Find the right article by law_retrieval.");
        }
        Grounds grounds = of(library, content);
        if (grounds.names().isEmpty()) {
            return Optional.of("It names no article or case of the pack, so it can't be checked. Name the one that says so, such as "
                    + Told.example(library) + ".");
        }
        return missingQuote(content, grounds.text()).map(quote -> "\"" + quote + "\" does not stand in " + String.join(" or ", grounds.names())
                + ". Quote it as it stands there; law_check gives the text.");
    }

    /** The first quoted words that do not stand in the text, whatever their case and the spaces in them. */
    static Optional<String> missingQuote(String content, String text) {
        String folded = folded(text);
        return QUOTE.matcher(content).results().map(Grounds::quoted).filter(quote -> !folded.contains(folded(quote))).findFirst();
    }

    /** The first number in digits that does not stand in the text. */
    static Optional<String> missingNumber(String content, String text) {
        Set<String> known = NUMBER.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
        return NUMBER.matcher(content).results().map(MatchResult::group).filter(number -> !known.contains(number)).findFirst();
    }

    private static String quoted(MatchResult match) {
        return Stream.iterate(1, group -> group + 1).limit(match.groupCount()).map(match::group).filter(text -> text != null).findFirst().orElseThrow();
    }

    private static String folded(String text) {
        return text.strip().replaceAll("\\s+", " ").replaceAll("[.,;:…]+$", "").toLowerCase(Locale.ROOT);
    }

    /** Changes when what the statement rests on does. */
    String fingerprint() {
        return Sha256.hex(names + text).substring(0, 16);
    }
}
