package palimpsest.runtime.answer;

import java.util.List;

/** What was read in a run, taken apart once for all its checks and answers; of very much what was used last is kept. Safe for several threads. */
public final class ReadTexts {

    private final SpanCache<ReadText> texts = new SpanCache<>(ReadText::new);
    private ReadForQuestion last;

    public ReadText of(ReadSpan span) {
        return texts.of(span);
    }

    /** The same as before while question and reading are. */
    synchronized ReadForQuestion over(String question, List<ReadSpan> read) {
        if (last == null || !last.isOf(question, read)) {
            last = new ReadForQuestion(question, read, this);
        }
        return last;
    }
}
