package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.document.DocumentPlace;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.language.FixedWords;
import palimpsest.runtime.answer.AnswerSupport;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.NoteEvent.NoteLine;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Place;
import palimpsest.runtime.verify.Verdict;

/** Makes a run's result: the answer with where it was read, and what it cost. */
public final class RunEnding {

    private static final Logger log = LoggerFactory.getLogger(RunEnding.class);

    private final DocumentStore documents;
    private final CitationResolver citations;
    private final CitedTogether together;

    public RunEnding(DocumentStore documents, CitationResolver citations) {
        this(documents, citations, (tenant, runId, cited) -> { });
    }

    /** @param together told what an answer cites; what it throws does not hold up the answer */
    public RunEnding(DocumentStore documents, CitationResolver citations, CitedTogether together) {
        this.documents = documents;
        this.citations = citations;
        this.together = together;
    }

    /** Learns which places an answer rested on. */
    @FunctionalInterface
    public interface CitedTogether {
        void learn(String tenant, UUID runId, List<Citation> cited);
    }

    RunResult result(String tenant, ContextState state, RunReading reading, String answer, String stoppedBy) {
        return result(tenant, state, reading, answer, stoppedBy, null, List.of());
    }

    /**
     * @param findings of the verification of the answer; null where it was not verified: then its sentences are not marked
     * @param told     what a pack told; it is cited without a document
     */
    RunResult result(String tenant, ContextState state, RunReading reading, String answer, String stoppedBy, List<Finding> findings, List<ReadSpan> told) {
        RunProgress run = state.run().orElseThrow();
        boolean answered = stoppedBy.equals("finish") || stoppedBy.equals("text");
        boolean marked = answered && findings != null;
        List<ReadSpan> read = answered ? Stream.concat(reading.of(tenant, state).get().stream(), told.stream()).toList() : List.of();
        AnswerSupport support = marked ? AnswerSupport.of(citations, state.question(), answer, read, reading.texts()) : null;
        support = marked ? knownBefore(tenant, support, answer, findings) : null;
        List<Citation> cited = onPages(tenant, marked ? support.citations() : answered ? citations.resolve(state.question(), answer, read, reading.texts()) : List.of());
        learn(tenant, run, cited.stream().filter(citation -> citation.documentId() != null).toList());
        return new RunResult(answered ? answer : answer + whatWasFound(state), !cited.isEmpty() && !FixedWords.onlyComesClose(answer), cited, run.steps(),
                state.documents().stream().mapToLong(AttachedDocument::tokens).sum(), run.tokensRead(), run.peakRequestTokens(),
                run.totalRequestTokens(), run.prunedMessages(),
                state.notes().all().stream().map(note -> new NoteLine(note.key(), note.summary())).toList(),
                run.terms().model(), run.terms().languageModel(), stoppedBy, run.metaMemory(), marked ? marked(support, answer, findings) : null);
    }

    private List<Citation> onPages(String tenant, List<Citation> cited) {
        Map<DocumentPlace, Integer> pages = documents.pages(tenant, cited.stream().filter(citation -> citation.documentId() != null).map(RunEnding::begin).distinct().toList());
        return cited.stream().map(citation -> citation.onPage(pages.get(begin(citation)))).toList();
    }

    private static DocumentPlace begin(Citation citation) {
        return new DocumentPlace(citation.documentId(), citation.start());
    }

    /** Sentences that passed in an earlier round are cited from there, also when their source was not read again. */
    private AnswerSupport knownBefore(String tenant, AnswerSupport support, String answer, List<Finding> findings) {
        List<Citation> citations = new ArrayList<>(support.citations());
        List<SentenceSupport> sentences = new ArrayList<>();
        for (SentenceSupport sentence : support.sentences()) {
            Optional<Citation> source = !sentence.lacksSupport() ? Optional.empty() : findings.stream().filter(finding -> finding.verdict() == Verdict.PASS
                    && finding.check().equals(Check.SUPPORT) && finding.place() != null && finding.claim().equals(sentence.in(answer)))
                    .findFirst().flatMap(finding -> citation(tenant, finding.place()));
            source.ifPresent(citations::add);
            sentences.add(source.isEmpty() ? sentence : new SentenceSupport(sentence.start(), sentence.end(), true, true, List.of(citations.size() - 1)));
        }
        return new AnswerSupport(citations, sentences);
    }

    private Optional<Citation> citation(String tenant, Place place) {
        return documents.find(tenant, place.documentId()).map(document -> new Citation(document.name(), document.id(), null, place.start(), place.end(),
                documents.text(tenant, document.id(), place.start(), place.end())));
    }

    /** A sentence in which anything failed is not supported, whatever it resembles. */
    private static List<SentenceSupport> marked(AnswerSupport support, String answer, List<Finding> findings) {
        return support.sentences().stream().map(sentence -> findings.stream().anyMatch(finding -> finding.mustBeCorrected() && !finding.claim().isEmpty()
                && sentence.in(answer).contains(finding.claim())) ? sentence.unsupported() : sentence).toList();
    }

    private void learn(String tenant, RunProgress run, List<Citation> cited) {
        try {
            together.learn(tenant, run.id(), cited);
        } catch (RuntimeException e) {
            log.warn("Run {}: what its answer cites together was not recorded ({})", run.id(), e.toString());
        }
    }

    private static String whatWasFound(ContextState state) {
        return state.notes().size() == 0 ? "" : "\nNoted so far:\n" + state.notes().summaryLines();
    }
}
