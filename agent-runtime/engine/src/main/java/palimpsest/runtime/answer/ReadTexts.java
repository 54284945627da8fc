package palimpsest.runtime.answer;

import java.util.List;

/**
 * What was read in a run, taken apart once for all its checks and answers; of very much what was used last is kept. Short stretches are kept over runs
 * ({@link #ofRun}): every question of a conversation is checked against what its tools told before. Safe for several threads.
 */
public final class ReadTexts {

    private static final int OF_A_RUN = 4_000_000;
    private static final int OVER_RUNS = 200_000;
    private static final int SHORT = 4_000;

    private final SpanCache<ReadText> texts;
    private ReadForQuestion last;

    /** Nothing is kept but for this run. */
    public ReadTexts() {
        this(new SpanCache<>(ReadText::new, OF_A_RUN));
    }

    private ReadTexts(SpanCache<ReadText> texts) {
        this.texts = texts;
    }

    /** Those of all runs of a process. */
    public static ReadTexts overRuns() {
        return new ReadTexts(new SpanCache<>(ReadText::new, OVER_RUNS));
    }

    /** Those of one run, short ones out of these. */
    public ReadTexts ofRun() {
        return new ReadTexts(new SpanCache<>(span -> span.text().length() <= SHORT ? texts.of(span) : new ReadText(span), OF_A_RUN));
    }

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
