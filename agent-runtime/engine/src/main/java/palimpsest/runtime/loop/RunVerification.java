package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.language.FixedWords;
import palimpsest.memory.retrieve.QuoteSearch;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Policy;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.Verifier;
import palimpsest.tools.ContextTools;
import palimpsest.tools.index.ReadingIndexes;
import palimpsest.tools.law.LawTools;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolOutcome;

/**
 * Verifies what a call gave before it is recorded, and decides by the policy what is recorded in its place: result, effects and
 * findings are one append (LawThinker, atomic verification).
 */
public final class RunVerification {

    private static final String WITHHELD = "withheld";
    private static final String RECORDED = "recorded";
    /** Of an answer that is sent back, those that are listed. */
    private static final int MOST_CLAIMS = 10;

    /** Key of the findings in a tool's result. */
    public static final String KEY = "verification";

    private final Verifier verifier;
    private final Policy policy;
    private final ConversationLog log;
    private final DocumentStore documents;
    private final ReadingIndexes indexes;
    private final QuoteSearch quotes;
    private final Predicate<String> sources;
    private final CitationResolver citations = new CitationResolver();

    /** Quotes are looked for in whole texts. */
    public RunVerification(Verifier verifier, Policy policy, ConversationLog log, DocumentStore documents, ContextTools tools) {
        this(verifier, policy, log, documents, QuoteSearch.reading(documents), tools);
    }

    /**
     * @param quotes finds quotes that do not stand in what was read
     * @param tools  tell which results an answer may rest on; one that they do not know, such as a caller's function, is a source
     */
    public RunVerification(Verifier verifier, Policy policy, ConversationLog log, DocumentStore documents, QuoteSearch quotes, ContextTools tools) {
        this.sources = name -> tools.find(name).map(ContextTool::isSource).orElse(true);
        this.quotes = quotes;
        this.verifier = verifier;
        this.policy = policy;
        this.log = log;
        this.documents = documents;
        this.indexes = tools.indexes().orElseGet(() -> new ReadingIndexes(documents));
    }

    /** Nothing is verified, and nothing differs from a runtime without verification. */
    public static RunVerification none() {
        return new RunVerification(Verifier.NONE, Policy.RECORD, null, null, new ContextTools(List.of()));
    }

    boolean verifies() {
        return verifier != Verifier.NONE;
    }

    /**
     * What is recorded.
     *
     * @param verified null when there was nothing to find out
     * @param stopped  whether the run ends with it
     */
    record Judged(ToolOutcome outcome, Verified verified, boolean stopped) {

        /** Null when there was nothing to find out. */
        List<Finding> findings() {
            return verified == null ? null : verified.findings();
        }
    }

    /** @param reading what was read before */
    Judged judge(String tenant, UUID conversationId, ContextState state, RunReading reading, Call call, ContextTool tool, ToolOutcome outcome) {
        if (!verifies() || outcome.isError()) {
            return new Judged(outcome, null, false);
        }
        List<Subject> subjects = subjects(tenant, state, reading, call, tool, outcome);
        Facts facts = facts(tenant, conversationId, state, reading);
        List<Finding> findings = new ArrayList<>();
        subjects.forEach(subject -> findings.addAll(verifier.verify(subject, facts).findings()));
        var verification = new Verification(findings);
        boolean answer = subjects.getLast() instanceof Subject.AnswerGiving;
        return findings.isEmpty() && !answer ? new Judged(outcome, null, false)
                : decided(outcome, verification, state, name(subjects), answer);
    }

    private Judged decided(ToolOutcome outcome, Verification verification, ContextState state, String subject, boolean answer) {
        int msgId = state.nextMsgId();
        List<Finding> findings = verification.findings();
        if (answer && isAbsent(findings)) {
            var instead = new LinkedHashMap<>(outcome.result());
            String nothing = nothing(state);
            instead.put("final_answer", nothing);
            return new Judged(new ToolOutcome(instead, List.of(new Effect.Finished(nothing))), new Verified(msgId, subject, findings, WITHHELD), false);
        }
        if (!policy.tells()) {
            return new Judged(outcome, new Verified(msgId, subject, findings, RECORDED), false);
        }
        if (answer) {
            boolean back = isSentBack(verification, state);
            return new Judged(back ? refused(sentBack(findings, MOST_CLAIMS), verification) : outcome, new Verified(msgId, subject, findings, back ? "sent-back" : "told"), false);
        }
        if (policy == Policy.CORRECT && verification.mustBeCorrected()) {
            return new Judged(refused("This did not pass verification and took no effect. Correct it as the findings say, then call the tool again.", verification),
                    new Verified(msgId, subject, findings, "refused"), false);
        }
        if (!verification.failed()) {
            return new Judged(outcome, new Verified(msgId, subject, findings, RECORDED), false);
        }
        boolean stopped = policy == Policy.STOP && verification.mustBeCorrected();
        var result = new LinkedHashMap<>(outcome.result());
        result.put(KEY, verification.json());
        return new Judged(new ToolOutcome(result, outcome.effects()), new Verified(msgId, subject, findings, stopped ? "stopped" : "told"), stopped);
    }

    /**
     * Once, and under {@code WARN} only where there is a source to read: what is said without any is talk, and it is given marked. Where the only sources are what
     * tools told, a sentence may also tell of the acting itself: it is sent back only where something in it, such as a figure, is wrong.
     */
    private boolean isSentBack(Verification verification, ContextState state) {
        if (!verification.mustBeCorrected() || state.run().orElseThrow().answerWasSentBack()) {
            return false;
        }
        boolean reads = policy != Policy.WARN || !state.documents().isEmpty() || state.run().orElseThrow().terms().tools().stream().anyMatch(LawTools.NAMES::contains);
        return reads || state.answeredTools().stream().anyMatch(sources)
                && verification.findings().stream().anyMatch(finding -> finding.mustBeCorrected() && !finding.check().equals(Check.SUPPORT));
    }

    private static ToolOutcome refused(String message, Verification verification) {
        return ToolOutcome.of(ToolOutcome.result("error", message, KEY, verification.json()));
    }

    /** What the model is told of a spoken answer that is sent back, with as many claims as {@code fits} allows; empty when not even one does. */
    static Optional<String> sentBack(List<Finding> findings, Predicate<String> fits) {
        return IntStream.iterate(MOST_CLAIMS, most -> most > 0, most -> most - 1).mapToObj(most -> sentBack(findings, most)).filter(fits).findFirst();
    }

    /** The model may answer as before, and then it is delivered marked. */
    private static String sentBack(List<Finding> findings, int most) {
        List<Finding> failed = findings.stream().filter(Finding::mustBeCorrected).toList();
        String list = failed.stream().limit(most).map(finding -> "- “" + finding.claim() + "”: " + finding.evidence() + ".").collect(Collectors.joining("\n"));
        String others = failed.size() > most ? "\n- and " + (failed.size() - most) + " more." : "";
        return "The answer was not given yet: these claims lack support.\n" + list + others
                + "\nRead sources for them or leave them out, and call finish once more. What still lacks support then is marked as such.";
    }

    /** Whether verifying a spoken answer may take long. */
    boolean takesLong(String answer) {
        return verifies() && verifier.takesLong(new Subject.AnswerGiving(answer, List.of()));
    }

    /** A spoken answer: what came of it, and whether it is to be sent back. */
    Verified spoken(String tenant, UUID conversationId, ContextState state, RunReading reading, String answer) {
        if (!verifies()) {
            return null;
        }
        Facts facts = facts(tenant, conversationId, state, reading);
        Verification verification = verifier.verify(answering(answer, tenant, state, reading), facts);
        boolean back = policy.tells() && isSentBack(verification, state);
        String reaction = isAbsent(verification.findings()) ? WITHHELD : back ? "sent-back" : policy.tells() ? "told" : RECORDED;
        return new Verified(state.nextMsgId() - 1, "answer", verification.findings(), reaction);
    }

    /** Only answers without a language model are judged so. */
    private static boolean isAbsent(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.failed() && finding.check().equals(Check.ABSENCE));
    }

    /** What is given for a spoken answer. */
    static String given(Verified verified, ContextState state, String answer) {
        return verified.reaction().equals(WITHHELD) ? nothing(state) : answer;
    }

    private static String nothing(ContextState state) {
        FixedWords words = FixedWords.of(state.question());
        return state.documents().isEmpty() ? words.otherMemory() : words.somethingElse();
    }

    /** What a pack told in the conversation, for the citations of an answer; nothing where nothing is verified. */
    List<ReadSpan> told(String tenant, UUID conversationId, ContextState state, RunReading reading) {
        return verifies() ? facts(tenant, conversationId, state, reading).told() : List.of();
    }

    private Facts facts(String tenant, UUID conversationId, ContextState state, RunReading reading) {
        return new ConversationFacts(tenant, conversationId, state, reading, log, documents, indexes, quotes, sources);
    }

    private Subject answering(String answer, String tenant, ContextState state, RunReading reading) {
        return new Subject.AnswerGiving(answer, citations.resolve(state.question(), answer, reading.of(tenant, state).get(), reading.texts()));
    }

    /** The call itself, then what it writes or answers. */
    private List<Subject> subjects(String tenant, ContextState state, RunReading reading, Call call, ContextTool tool, ToolOutcome outcome) {
        List<ReadSpan> passages = new ArrayList<>();
        List<Subject> written = new ArrayList<>();
        for (Effect effect : outcome.effects()) {
            switch (effect) {
                case Effect.TextRead text -> reading.span(tenant, new TextRead(text.documentId(), text.chunkId(), text.start(), text.end(), text.tokens())).ifPresent(passages::add);
                case Effect.NoteWritten note -> written.add(new Subject.NoteWriting(call.name(), note.key(), note.summary(), note.content()));
                case Effect.LastingNoteWritten note when note.content() != null ->
                        written.add(new Subject.NoteWriting(call.name(), note.address(), note.summary(), note.content()));
                case Effect.Finished finished -> written.add(answering(finished.answer(), tenant, state, reading));
                default -> { }
            }
        }
        List<Subject> subjects = new ArrayList<>(List.of(new Subject.ToolUse(call.name(), ConversationFacts.arguments(call), outcome.result(), tool.explores(), passages)));
        subjects.addAll(written);
        return subjects;
    }

    private static String name(List<Subject> subjects) {
        return switch (subjects.getLast()) {
            case Subject.AnswerGiving ignored -> "answer";
            case Subject.NoteWriting ignored -> "note";
            case Subject.ToolUse use -> use.exploring() ? "exploration" : "tool";
        };
    }
}
