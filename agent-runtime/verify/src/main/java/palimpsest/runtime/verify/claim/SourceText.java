package palimpsest.runtime.verify.claim;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import palimpsest.memory.claim.DateClaim;
import palimpsest.memory.claim.QuoteLocator;
import palimpsest.memory.language.Languages;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Word;
import palimpsest.memory.language.Words;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.ReadText;
import palimpsest.runtime.answer.TurnPlace;
import palimpsest.runtime.verify.Place;

/** A stretch of a document that was read, taken apart once. Safe for several threads. */
final class SourceText {

    private static final Pattern NOT_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}'’-]+");
    private static final Pattern PARTS = Pattern.compile("[-'’]");
    private static final Pattern POSSESSIVE = Pattern.compile("['’]s?$");

    private final ReadText text;
    private final ReadSpan span;
    private volatile Words words;
    private volatile QuoteLocator quotes;
    private volatile List<SourceSentence> sentences;
    private volatile Set<String> written;
    private volatile Map<SourceSentence, LocalDate> days;

    SourceText(ReadText text) {
        this.text = text;
        this.span = text.span();
    }

    ReadSpan span() {
        return span;
    }

    /** Makes ready what most checks ask for; a check that asks meanwhile waits for it. */
    synchronized void takeApart() {
        quotes();
        sentences().forEach(SourceSentence::figures);
    }

    /** Those of its language. */
    Words words() {
        if (words == null) {
            words = Languages.shared().of(span.text());
        }
        return words;
    }

    Optional<QuoteLocator.Stretch> find(String quote) {
        return (quotes == null ? quotes() : quotes).find(quote);
    }

    private synchronized QuoteLocator quotes() {
        if (quotes == null) {
            quotes = new QuoteLocator(span.text());
        }
        return quotes;
    }

    List<SourceSentence> sentences() {
        return sentences == null ? divided() : sentences;
    }

    private synchronized List<SourceSentence> divided() {
        if (sentences == null) {
            List<Sentence> all = text.sentences();
            List<ReadText.SentenceTerms> terms = text.terms(words());
            sentences = IntStream.range(0, all.size()).mapToObj(i -> new SourceSentence(this, all.get(i), terms.get(i).plain())).toList();
        }
        return sentences;
    }

    /** The day that is said last in a sentence or before it; of a remembered turn otherwise that on which it was said. */
    Optional<LocalDate> dayAt(SourceSentence sentence) {
        if (days == null) {
            Map<SourceSentence, LocalDate> said = new IdentityHashMap<>();
            LocalDate last = saidOn().orElse(null);
            for (SourceSentence each : sentences()) {
                last = each.dates().reversed().stream().map(DateClaim::asDay).flatMap(Optional::stream).findFirst().orElse(last);
                said.put(each, last);
            }
            days = said;
        }
        return Optional.ofNullable(days.get(sentence));
    }

    /** On which day a remembered turn was said; empty for what is none. */
    Optional<LocalDate> saidOn() {
        return Optional.ofNullable(span.turn()).map(TurnPlace::at).map(at -> at.atZone(ZoneOffset.UTC).toLocalDate());
    }

    /** Its words as they are written, in lower case. */
    Set<String> wordsAsWritten() {
        if (written == null) {
            written = asWritten(span.text());
        }
        return written;
    }

    /** A name's words: of an abbreviation, such as "U.S", its letters. */
    static List<String> parts(String name) {
        return NOT_WORDS.splitAsStream(name).filter(part -> !part.isEmpty()).toList();
    }

    static Set<String> asWritten(String text) {
        Set<String> words = new HashSet<>();
        for (String word : NOT_WORDS.split(text)) {
            String lower = word.toLowerCase(Locale.ROOT);
            words.add(lower);
            if (lower.indexOf('-') >= 0 || lower.indexOf('\'') >= 0 || lower.indexOf('’') >= 0) {
                words.add(POSSESSIVE.matcher(lower).replaceFirst(""));
                words.addAll(List.of(PARTS.split(lower)));
            }
        }
        return words;
    }

    /** Content words without numbers. */
    static Set<String> terms(Words words, String text) {
        Set<String> terms = new HashSet<>();
        for (Word word : words.of(text)) {
            if (!word.number()) {
                terms.add(word.term());
            }
        }
        return terms;
    }

    /** In code points of the document; null when what was read is no document. */
    Place place(int from, int to) {
        int start = span.start() + span.text().codePointCount(0, from);
        return span.documentId() == null ? null : new Place(span.documentId(), start, start + span.text().codePointCount(from, to));
    }

    /** A part of it, as a text of its own. */
    ReadSpan part(int from, int to) {
        return new ReadSpan(span.documentId(), span.document(), null, span.start() + span.text().codePointCount(0, from), span.text().substring(from, to));
    }

    String name() {
        return span.document() + (span.chunkId() == null ? "" : ", chunk " + span.chunkId());
    }
}
