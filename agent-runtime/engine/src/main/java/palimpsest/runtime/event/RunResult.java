package palimpsest.runtime.event;

import java.util.List;
import palimpsest.memory.meta.MetaMemorySelection;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.event.NoteEvent.NoteLine;

/**
 * How a run ended.
 *
 * @param stoppedBy          {@code finish}, {@code text}, {@code step-limit}, {@code token-limit}, {@code time-limit},
 *                           {@code spend-limit}, {@code cancelled} or {@code verification}
 * @param documentTokens     of all attached documents
 * @param tokensRead         of document text that entered the window in this run
 * @param peakRequestTokens  largest request of this run
 * @param totalRequestTokens all requests of this run together
 * @param prunedMessages     messages pruned in this run
 * @param metaMemory         the rules that stood in front of the question; null in answers of older versions
 * @param support            which citations support which of its sentences; null where nothing was verified
 */
public record RunResult(String answer, boolean found, List<Citation> citations, int steps, long documentTokens, long tokensRead,
                        int peakRequestTokens, long totalRequestTokens, int prunedMessages, List<NoteLine> notes, String model,
                        boolean languageModel, String stoppedBy, MetaMemorySelection metaMemory, List<SentenceSupport> support) {

    /** Not verified. */
    public RunResult(String answer, boolean found, List<Citation> citations, int steps, long documentTokens, long tokensRead, int peakRequestTokens,
                     long totalRequestTokens, int prunedMessages, List<NoteLine> notes, String model, boolean languageModel, String stoppedBy,
                     MetaMemorySelection metaMemory) {
        this(answer, found, citations, steps, documentTokens, tokensRead, peakRequestTokens, totalRequestTokens, prunedMessages, notes, model,
                languageModel, stoppedBy, metaMemory, null);
    }
}
