package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.claim.QuoteLocator;
import palimpsest.memory.claim.QuotedPart;
import palimpsest.memory.document.Document;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Place;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/** A quote stands where it is said to stand: in the chunk or document that is named after it, otherwise in anything that was read. */
public final class QuoteCheck implements Check {

    public static final String NAME = "quote";

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.KNOWLEDGE_ACCURACY, CheckScope.CLAIMS);

    private static final int SHORTEST_WORDS = 2;
    private static final int SHORTEST_CHARACTERS = 12;
    /** The index may know no word of a shorter one. */
    private static final int TELLING_CHARACTERS = 30;
    private static final int PLACE_REACH = 160;
    private static final Pattern BRACKET = Pattern.compile("^[\\s.,;:*_”\"»]{0,4}[\\[(（【]([^\\])）】\\n]{1,150})[\\])）】]");

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public boolean takesLong() {
        return false;
    }

    /** Takes the text apart as all checks of claims need it, and fetches what is known of the documents. */
    @Override
    public void prepare(List<ReadSpan> passages, Facts facts) {
        Sources sources = Sources.in(facts);
        facts.documents();
        passages.forEach(passage -> sources.of(passage).takeApart());
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        var looked = new Looking(facts, Sources.in(facts).of(facts));
        List<Finding> findings = new ArrayList<>();
        for (ClaimedText text : ClaimedText.of(subject)) {
            budget.checkDeadline();
            if (text.quotation()) {
                findings.add(looked.at(new Quote(text.text(), text.chunk(), null)));
            } else {
                quotes(text.text(), looked, findings);
            }
        }
        return findings;
    }

    /** @param document that is named for it; null for none */
    private record Quote(String text, Integer chunk, Document document) {}

    /** Of every opening mark the furthest closing mark whose quote stands somewhere; the nearest one when none does. */
    private static void quotes(String text, Looking looking, List<Finding> findings) {
        int done = 0;
        for (List<QuotedPart> closings : QuotedPart.of(text)) {
            if (closings.getFirst().start() <= done) {
                continue;
            }
            List<QuotedPart> quotes = closings.stream().filter(part -> isQuote(part.text())).toList();
            QuotedPart meant = quotes.isEmpty() ? null : looking.furthestStanding(quotes);
            if (meant != null) {
                findings.add(looking.at(new Quote(meant.text(), meant.chunk(), looking.named(text, meant.end()))));
                done = meant.end();
            } else {
                done = closings.getLast().end() - 1;
            }
        }
    }

    /** Whether a text quotes anything that is checked as a quote. */
    static boolean quotes(String text) {
        return QuotedPart.of(text).stream().flatMap(List::stream).anyMatch(part -> isQuote(part.text()));
    }

    private static boolean isQuote(String text) {
        String stripped = text.strip();
        return stripped.codePoints().anyMatch(Character::isLetterOrDigit) && (stripped.length() >= SHORTEST_CHARACTERS
                || stripped.split("\\s+").length >= SHORTEST_WORDS || stripped.codePoints().filter(Character::isIdeographic).count() >= 4);
    }

    /**
     * A place that is named for a quote.
     *
     * @param standing the finding that it stands there; empty when it does not
     */
    private record Named(String name, Optional<Finding> standing) {}

    /** One subject's quotes in one conversation. */
    private final class Looking {

        private final Facts facts;
        private final List<SourceText> read;
        /** Of quotes that stand in nothing that was read: each is looked up once. */
        private final Map<String, Optional<Finding>> standing = new HashMap<>();

        Looking(Facts facts, List<SourceText> read) {
            this.facts = facts;
            this.read = read;
        }

        /**
         * Of what one opening mark may begin, furthest closing mark first, the furthest that stands somewhere; the nearest when none does. All begin with the nearest: where
         * that stands nowhere none does, and the others stand where it was found. So a text of many quotes is looked up once for each, not once for each two marks.
         */
        QuotedPart furthestStanding(List<QuotedPart> parts) {
            QuotedPart nearest = parts.getLast();
            Optional<QuotedPart> standing = parts.stream().filter(part -> inRead(part.text()).isPresent()).findFirst();
            if (standing.isEmpty() && nearest.text().length() < TELLING_CHARACTERS) {
                standing = parts.stream().filter(part -> anywhere(part.text()).isPresent()).findFirst();
            } else if (standing.isEmpty() && anywhere(nearest.text()).isPresent()) {
                List<SourceText> found = Sources.in(facts).foundBefore(nearest.text(), facts.documents());
                standing = parts.stream().filter(part -> found.stream().anyMatch(text -> text.find(part.text()).isPresent())).findFirst();
            }
            return standing.orElse(nearest);
        }

        Document named(String text, int from) {
            Matcher bracket = BRACKET.matcher(text.substring(from, Math.min(text.length(), from + PLACE_REACH)));
            if (!bracket.find()) {
                return null;
            }
            String inside = bracket.group(1).toLowerCase(Locale.ROOT);
            return facts.documents().stream().filter(document -> inside.contains(document.name().toLowerCase(Locale.ROOT)))
                    .max(Comparator.comparingInt(document -> document.name().length())).orElse(null);
        }

        Finding at(Quote quote) {
            List<Named> places = new ArrayList<>();
            if (quote.chunk() != null) {
                Optional<ReadSpan> chunk = facts.chunk(quote.chunk());
                if (chunk.isEmpty()) {
                    return fail(quote, "there is no chunk " + quote.chunk(), anywhere(quote.text()));
                }
                SourceText text = Sources.in(facts).of(chunk.get());
                places.add(new Named(text.name(), pass(quote.text(), text)));
            }
            if (quote.document() != null) {
                places.add(new Named(quote.document().name(), in(quote.document(), quote.text())));
            }
            if (places.isEmpty()) {
                return anywhere(quote.text()).orElseGet(() -> fail(quote, "it stands in nothing that was read", Optional.empty()));
            }
            for (Named place : places) {
                if (place.standing().isEmpty()) {
                    return fail(quote, "it does not stand in " + place.name(), anywhere(quote.text()));
                }
            }
            return places.getFirst().standing().orElseThrow();
        }

        private Optional<Finding> anywhere(String quote) {
            return inRead(quote).or(() -> standing.computeIfAbsent(quote, wanted -> held(wanted, facts.documents())));
        }

        private Optional<Finding> inRead(String quote) {
            for (SourceText source : read) {
                Optional<Finding> found = pass(quote, source);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        /** In what was read of the document, or else where its index has the words. */
        private Optional<Finding> in(Document document, String quote) {
            return read.stream().filter(source -> document.id().equals(source.span().documentId())).map(source -> pass(quote, source)).flatMap(Optional::stream).findFirst()
                    .or(() -> held(quote, List.of(document)));
        }

        private Optional<Finding> held(String quote, List<Document> documents) {
            Sources sources = Sources.in(facts);
            return standing(quote, sources.heldBefore(documents), sources).or(() -> standing(quote, sources.searched(quote, documents, facts), sources));
        }

        private Optional<Finding> standing(String quote, List<SourceText> texts, Sources sources) {
            for (SourceText text : texts) {
                Optional<Finding> found = pass(quote, text);
                if (found.isPresent()) {
                    QuoteLocator.Stretch stretch = text.find(quote).orElseThrow();
                    sources.holds(text, text.part(stretch.start(), stretch.end()));
                    return found;
                }
            }
            return Optional.empty();
        }

        private Optional<Finding> pass(String quote, SourceText source) {
            return source.find(quote).map(stretch -> Finding.pass(Dimension.KNOWLEDGE_ACCURACY, NAME, quote, "it stands in " + source.name(),
                    source.place(stretch.start(), stretch.end())));
        }

        private Finding fail(Quote quote, String evidence, Optional<Finding> elsewhere) {
            if (elsewhere.isPresent()) {
                return Finding.fail(Dimension.KNOWLEDGE_ACCURACY, NAME, quote.text(), evidence + "; " + elsewhere.get().evidence() + where(elsewhere.get().place()),
                        "Name the place where it stands.");
            }
            return Finding.fail(Dimension.KNOWLEDGE_ACCURACY, NAME, quote.text(), evidence, "Read the source again and quote it to the character, "
                    + "or say it in your own words without quotation marks.");
        }

        private String where(Place place) {
            return place == null ? "" : " from character " + place.start();
        }
    }
}
