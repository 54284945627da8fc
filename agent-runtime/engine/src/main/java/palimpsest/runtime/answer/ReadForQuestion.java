package palimpsest.runtime.answer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import palimpsest.memory.language.Words;

/** What was read for one question, ready to be compared with answers. Safe for several threads. */
final class ReadForQuestion {

    private final String question;
    private final List<ReadSpan> read;
    private final ReadTexts texts;
    private final QuoteFinder finder;
    private final Map<Words, SentenceAligner> aligners = new HashMap<>();
    private final Map<String, List<Citation>> resolved = new HashMap<>();

    ReadForQuestion(String question, List<ReadSpan> read, ReadTexts texts) {
        this.question = question;
        this.read = List.copyOf(read);
        this.texts = texts;
        this.finder = new QuoteFinder(this.read, texts);
    }

    boolean isOf(String otherQuestion, List<ReadSpan> otherReading) {
        return question.equals(otherQuestion) && read.equals(otherReading);
    }

    QuoteFinder quotes() {
        return finder;
    }

    synchronized SentenceAligner aligner(Words words) {
        return aligners.computeIfAbsent(words, language -> new SentenceAligner(question, read, language, texts));
    }

    /** The citations of an answer, which are found once. */
    synchronized List<Citation> citations(String answer, Supplier<List<Citation>> resolving) {
        List<Citation> known = resolved.get(answer);
        if (known == null) {
            known = resolving.get();
            resolved.put(answer, known);
        }
        return known;
    }
}
