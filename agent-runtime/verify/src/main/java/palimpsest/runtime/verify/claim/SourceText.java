package palimpsest.runtime.verify.claim;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import palimpsest.memory.claim.Dates;
import palimpsest.memory.claim.Quantities;
import palimpsest.memory.claim.QuoteLocator;
import palimpsest.memory.claim.TimeClaim;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.text.Sentence;
import palimpsest.runtime.answer.text.Sentences;
import palimpsest.runtime.answer.text.Word;
import palimpsest.runtime.answer.text.Words;
import palimpsest.runtime.verify.Place;

/** A stretch of a document that was read, taken apart once. Safe for several threads. */
final class SourceText {

    private static final Pattern NOT_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}'’-]+");
    private static final Pattern POSSESSIVE = Pattern.compile("['’]s?$");

    private final ReadSpan span;
    private final Words words;
    private volatile QuoteLocator quotes;
    private volatile List<SourceSentence> sentences;
    private volatile Set<String> written;

    SourceText(ReadSpan span, Words words) {
        this.span = span;
        this.words = words;
    }

    ReadSpan span() {
        return span;
    }

    Words words() {
        return words;
    }

    Optional<QuoteLocator.Stretch> find(String quote) {
        if (quotes == null) {
            quotes = new QuoteLocator(span.text());
        }
        return quotes.find(quote);
    }

    List<SourceSentence> sentences() {
        if (sentences == null) {
            sentences = Sentences.of(span.text()).stream().map(this::sentence).toList();
        }
        return sentences;
    }

    /** Its words as they are written, in lower case. */
    Set<String> wordsAsWritten() {
        if (written == null) {
            written = asWritten(span.text());
        }
        return written;
    }

    static Set<String> asWritten(String text) {
        Set<String> words = new HashSet<>();
        for (String word : NOT_WORDS.split(text)) {
            String lower = word.toLowerCase(Locale.ROOT);
            words.add(lower);
            words.add(POSSESSIVE.matcher(lower).replaceFirst(""));
            words.addAll(List.of(lower.split("[-'’]")));
        }
        return words;
    }

    private SourceSentence sentence(Sentence sentence) {
        String text = sentence.text();
        return new SourceSentence(this, sentence, terms(words, text), Quantities.in(text), Dates.in(text), TimeClaim.in(text));
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

    String name() {
        return span.document() + (span.chunkId() == null ? "" : ", chunk " + span.chunkId());
    }
}
