package palimpsest.runtime.loop;

import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import palimpsest.memory.note.NoteBook;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.ExchangeCompactor;
import palimpsest.runtime.context.OldQuestions;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.WindowEvictor;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.context.WindowMessage.Notice;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.CalibrationRaised;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.runtime.pruning.ClearToolResults;
import palimpsest.runtime.pruning.HeldPrunes;
import palimpsest.runtime.pruning.PruningPolicy;
import palimpsest.tools.spi.Effect;

/**
 * Keeps the window of a run: no request leaves that is larger than it may be. Every decision is an event, appended before it
 * takes effect. For one run's thread.
 */
final class WindowKeeper {

    /** A refused request is followed by one that is smaller by this much at least. */
    private static final double SMALLER = 1.15;

    private final Journal journal;
    private final UUID runId;
    private final RunTerms terms;
    private final WindowMeter meter;
    private final PruningPolicy policy;
    private final WindowProjection projection;
    private final WindowEvictor evictor;
    private final ExchangeCompactor compactor;
    private final OldQuestions questions;
    private final ClearToolResults clearing;
    private final ResultCutter cutter;
    private List<ProjectedMessage> window;
    /** Number of the last event in {@link #window}. */
    private long windowSeq;
    /** Of {@link #window}; under 0 until they are counted. */
    private int windowTokens = -1;

    WindowKeeper(Journal journal, UUID runId, RunTerms terms, WindowMeter meter, ResultCutter cutter) {
        this.cutter = cutter;
        this.journal = journal;
        this.runId = runId;
        this.terms = terms;
        this.meter = meter;
        this.policy = PruningPolicy.of(terms.context().pruning());
        this.projection = WindowProjection.remembering(journal.state());
        this.evictor = new WindowEvictor(projection);
        this.compactor = new ExchangeCompactor(projection);
        this.questions = new OldQuestions();
        this.clearing = new ClearToolResults(projection);
        calibrate();
    }

    /** A request as it may be sent. */
    record Request(List<ProjectedMessage> window, BudgetMeasured measured) {}

    /** Counts as the provider was last seen to count. */
    void calibrate() {
        meter.calibrated(state().calibration().factor());
        windowTokens = -1;
    }

    /** The next request as it stands. */
    Request request() {
        List<ProjectedMessage> window = window();
        int tokens = tokens();
        return new Request(window, new BudgetMeasured(tokens, terms.window(), Math.max(terms.limit() - tokens, 0), window.size(),
                (int) window.stream().filter(ProjectedMessage::pruned).count(), meter.counted(window)));
    }

    /** Applies what the policy says and makes room until the next request fits; a failure when nothing is left that could go. */
    Optional<RunFailed> prepare() {
        calibrate();
        List<ProjectedMessage> window = window();
        append(HeldPrunes.due(policy, state().window(), window, meter));
        append(clearing.choose(terms, window(), meter));
        compactor.overShare(terms, state(), window(), meter).ifPresent(fold ->
                append(told(List.of(fold), RoomNotice.of(List.of(), fold, terms.tools()), tokens() - fold.tokensSaved())));
        questions.overShare(terms, window(), state().window(), meter).ifPresent(fold -> append(List.of(fold)));
        if (tokens() > terms.limit()) {
            makeRoom();
        }
        if (tokens() > terms.limit()) {
            questions.choose(terms, window(), state().window(), meter).ifPresent(fold -> append(List.of(fold)));
        }
        if (tokens() > terms.limit()) {
            shortenLastResults();
        }
        int left = tokens();
        return left <= terms.limit() ? Optional.empty() : Optional.of(tooSmall(left));
    }

    /** In the stated order; the model is told of it in the same append. What it asked for itself it knows. */
    private void makeRoom() {
        append(HeldPrunes.apply(state().window(), "room was needed", tokens()));
        if (tokens() <= terms.limit()) {
            return;
        }
        int target = terms.limit() - noticeTokens();
        List<MessagePruned> prunes = evictor.choose(terms, state(), meter, target);
        int after = tokens() - prunes.stream().mapToInt(MessagePruned::tokensSaved).sum();
        append(told(prunes, RoomNotice.of(prunes, null, terms.tools()), after));
        compactor.choose(terms, state(), meter, target).ifPresent(fold ->
                append(told(List.of(fold), RoomNotice.of(prunes, fold, terms.tools()), tokens() - fold.tokensSaved())));
    }

    /** A result that fitted when it entered may not since: the provider counts higher than was thought, or a person brought it back whole. */
    private void shortenLastResults() {
        List<ProjectedMessage> window = window();
        window.subList(ExchangeCompactor.lastExchange(window), window.size()).stream()
                .filter(message -> !message.pruned() && message.source() instanceof WindowMessage.Tool)
                .sorted(Comparator.comparingInt((ProjectedMessage message) -> meter.tokens(message)).reversed())
                .forEach(message -> shorten((WindowMessage.Tool) message.source(), meter.tokens(message)));
    }

    private void shorten(WindowMessage.Tool tool, int before) {
        int request = tokens();
        if (request > terms.limit()) {
            cutter.cut(tool.result(), part -> tokens(tool, part), before - (request - terms.limit())).ifPresent(cut -> {
                int after = tokens(tool, cut.result());
                append(List.of(new ResultCut(tool.msgId(), cut.characters(), cut.ofCharacters(), cut.notice(), after, before - after, request, cut.form())));
            });
        }
    }

    private int tokens(WindowMessage.Tool tool, SequencedMap<String, Object> part) {
        return meter.tokens(projection.whole(new WindowMessage.Tool(0, tool.msgId(), tool.invokingMsgId(), tool.callId(), tool.tool(), part)));
    }

    private List<? extends ConversationEvent> told(List<? extends ConversationEvent> events, String notice, int tokensAfter) {
        if (events.isEmpty() || tokensAfter + meter.tokens(UserMessage.from(notice)) > terms.limit()) {
            return events;
        }
        List<ConversationEvent> told = new ArrayList<>(events);
        told.add(new NoticeGiven(notice));
        return told;
    }

    /** What a notice may add to the request: the last one gives up its place. */
    private int noticeTokens() {
        int last = state().messages().stream().filter(Notice.class::isInstance)
                .mapToInt(notice -> meter.tokens(UserMessage.from(((Notice) notice).content()))).sum();
        return Math.max(0, meter.tokens(UserMessage.from(RoomNotice.longest(terms.tools()))) - last);
    }

    private RunFailed tooSmall(int left) {
        return new RunFailed(RunFailed.WINDOW_TOO_SMALL, "The window is too small",
                "With all pruned that may be, the next request takes " + left + " of " + terms.window() + " tokens (system prompt, tools, the question, notes, "
                        + "the last exchange and the stubs of " + state().prunedMessages() + " messages), and " + terms.maxOutputTokens()
                        + " are kept for the answer. Choose a larger window or ask a shorter question.", false);
    }

    /** The provider refused the request as too long: it counts higher than was thought. */
    CalibrationRaised refused(int requestTokens) {
        double from = state().calibration().factor();
        double to = from * SMALLER * Math.max(1, (double) terms.limit() / Math.max(1, requestTokens));
        return new CalibrationRaised(from, to, "the provider refused the request as too long", requestTokens);
    }

    /** The event of a prune that the agent asks for; empty when it is one already. */
    Optional<ConversationEvent> pruned(Effect.MessagePruned asked) {
        int msgId = asked.msgId();
        ContextState state = state();
        var message = state.message(msgId).filter(found -> !state.isPruned(msgId) && !state.window().isHeld(msgId));
        return message.map(found -> {
            int saved = Math.max(0, meter.tokens(projection.whole(found)) - meter.tokens(projection.stub(found, terms, asked.summary()).message()));
            return policy.immediate() ? new MessagePruned(msgId, found.role(), "agent", "deleteContext", saved, tokens(), asked.summary())
                    : new PruneHeld(msgId, found.role(), "agent", "deleteContext", saved, tokens(), asked.summary());
        });
    }

    /** A result as a message of the window, before it is one. */
    int tokens(ToolAnswered answered) {
        return meter.tokens(projected(answered));
    }

    /** Tokens that are left for more when all has left the request that may, these answers stand in it and {@code reserve} is kept free. */
    int left(List<ToolAnswered> answers, NoteBook notes, int reserve) {
        List<ProjectedMessage> next = new ArrayList<>(projection.project(terms, state(), notes));
        answers.forEach(answer -> next.add(projected(answer)));
        return terms.limit() - reserve - noticeTokens() - compactor.least(next, meter);
    }

    private ProjectedMessage projected(ToolAnswered answered) {
        return projection.whole(new WindowMessage.Tool(0, answered.msgId(), answered.invokingMsgId(), answered.callId(), answered.tool(), answered.result()));
    }

    /** Tokens of the next request. */
    int tokens() {
        List<ProjectedMessage> window = window();
        if (windowTokens < 0) {
            windowTokens = meter.tokens(window);
        }
        return windowTokens;
    }

    /** It follows from the events: made anew when there was one. */
    private List<ProjectedMessage> window() {
        long seq = state().lastSeq();
        if (window == null || windowSeq != seq) {
            window = Collections.unmodifiableList(projection.project(terms, state()));
            windowSeq = seq;
            windowTokens = -1;
        }
        return window;
    }

    private ContextState state() {
        return journal.state();
    }

    private void append(List<? extends ConversationEvent> events) {
        if (!events.isEmpty()) {
            journal.hold(runId, List.copyOf(events));
        }
    }
}
