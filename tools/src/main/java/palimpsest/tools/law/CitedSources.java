package palimpsest.tools.law;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.claim.Quantities;
import palimpsest.memory.claim.Quantity;
import palimpsest.memory.claim.QuoteLocator;
import palimpsest.memory.claim.QuotedPart;
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
record CitedSources(List<String> names, String text) {

    static CitedSources of(PackLibrary library, String content) {
        Set<ArticleId> articles = library.provisions().cited(content);
        List<PrecedentCase> cases = library.pack().cases().stream().filter(found -> named(found, content)).toList();
        String text = Stream.concat(articles.stream().map(id -> library.provisions().article(id).orElseThrow()).map(article -> article.title() + "\n" + article.text()),
                cases.stream().map(found -> found.title() + "\n" + found.facts() + "\n" + found.holding())).collect(Collectors.joining("\n"));
        return new CitedSources(Stream.concat(articles.stream().map(ArticleId::toString), cases.stream().map(PrecedentCase::id)).toList(), text);
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
        CitedSources grounds = of(library, content);
        if (grounds.names().isEmpty()) {
            return Optional.of("It names no article or case of the pack, so it can't be checked. Name the one that says so, such as "
                    + PackReferences.example(library) + ".");
        }
        return missingQuote(content, grounds.text()).map(quote -> "\"" + quote + "\" does not stand in " + String.join(" or ", grounds.names())
                + ". Quote it as it stands there; law_check gives the text.");
    }

    /** The first quoted words that do not stand in the text. */
    static Optional<String> missingQuote(String content, String text) {
        var source = new QuoteLocator(text);
        int done = 0;
        for (List<QuotedPart> closings : QuotedPart.of(content)) { // a quote may hold quotes: the furthest closing mark first
            if (closings.getFirst().start() > done) {
                QuotedPart meant = closings.stream().filter(part -> source.find(part.text()).isPresent()).findFirst().orElse(null);
                if (meant == null) {
                    return Optional.of(closings.getLast().text());
                }
                done = meant.end();
            }
        }
        return Optional.empty();
    }

    /** The first number in digits that does not stand in the text, however it is written there; units must agree where both have one. */
    static Optional<String> missingNumber(String content, String text) {
        List<Quantity> known = Quantities.in(text);
        return Quantities.in(content).stream().filter(number -> !number.word()).filter(number -> known.stream().noneMatch(other -> bearsOut(other, number)))
                .map(Quantity::text).findFirst();
    }

    private static boolean bearsOut(Quantity source, Quantity claimed) {
        return source.sameAmount(claimed) || source.sameValue(claimed) && (source.units().isEmpty() || claimed.units().isEmpty());
    }

    /** Changes when what the statement rests on does. */
    String fingerprint() {
        return Sha256.hex(names + text).substring(0, 16);
    }
}
