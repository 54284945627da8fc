package palimpsest.runtime.answer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import palimpsest.memory.claim.FoldedText;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.language.Word;
import palimpsest.memory.language.Words;

/** A stretch that was read, taken apart when it is first asked for, and once. Safe for several threads. */
public final class ReadText {

    private final ReadSpan span;
    private final Map<Words, List<SentenceTerms>> terms = new ConcurrentHashMap<>();
    private volatile List<Sentence> sentences;
    private volatile FoldedText folded;
    private final Map<Class<?>, Object> made = new ConcurrentHashMap<>();

    ReadText(ReadSpan span) {
        this.span = span;
    }

    /**
     * The content words of a sentence as they are compared.
     *
     * @param plain those that are no numbers
     */
    public record SentenceTerms(Set<String> all, Set<String> plain) {

        static SentenceTerms of(Words words, String sentence) {
            Set<String> all = new HashSet<>();
            Set<String> plain = new HashSet<>();
            for (Word word : words.of(sentence)) {
                all.add(word.term());
                if (!word.number()) {
                    plain.add(word.term());
                }
            }
            return new SentenceTerms(all, plain);
        }
    }

    public ReadSpan span() {
        return span;
    }

    public List<Sentence> sentences() {
        if (sentences == null) {
            sentences = List.copyOf(Sentences.of(span.text()));
        }
        return sentences;
    }

    /** Of each sentence, in the words of a language. */
    public List<SentenceTerms> terms(Words words) {
        return terms.computeIfAbsent(words, language -> sentences().stream().map(Sentences::withoutItemNumber).map(sentence -> SentenceTerms.of(language, sentence.text())).toList());
    }

    /** What a check makes of the stretch, once while it is kept: of the stretch alone, for it is kept over runs. */
    public <T> T once(Class<T> kind, Function<ReadText, T> make) {
        Object known = made.get(kind);
        return kind.cast(known != null ? known : made.computeIfAbsent(kind, key -> make.apply(this)));
    }

    /** Without upper and lower case told apart. */
    FoldedText folded() {
        if (folded == null) {
            folded = FoldedText.of(span.text());
        }
        return folded;
    }
}
