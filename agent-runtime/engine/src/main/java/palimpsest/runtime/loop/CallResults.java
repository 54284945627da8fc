package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.runtime.past.Restoration;
import palimpsest.runtime.verify.Finding;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolOutcome;

/**
 * What of a call's outcome enters the window, and how: as it is, in part, or as an error where no part of use fits; with the effects, the
 * findings and the refusals beside it in one append. For one run's thread.
 */
final class CallResults {

    private final RunServices services;
    private final String tenant;
    private final UUID conversationId;
    private final Journal journal;
    private final RunTerms terms;
    private final WindowMeter meter;
    private final WindowKeeper keeper;
    private final RunReading reading;
    private final int reserve;

    /** @param reserve tokens that are kept free beside a result, for a word of the runtime's */
    CallResults(RunServices services, String tenant, UUID conversationId, Journal journal, RunTerms terms, WindowMeter meter, WindowKeeper keeper,
                RunReading reading, int reserve) {
        this.services = services;
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.journal = journal;
        this.terms = terms;
        this.meter = meter;
        this.keeper = keeper;
        this.reading = reading;
        this.reserve = reserve;
    }

    /**
     * The events of an outcome, with the findings and the refusals beside it.
     *
     * @param waiting the least that will be answered to calls of the same message that wait: each gets its share of the room that is left
     */
    List<ConversationEvent> of(RunVerification.Judged judged, int msgId, Call called, int invoking, List<ToolAnswered> refusals, List<ToolAnswered> waiting) {
        return verified(judged, entering(judged, msgId, called, invoking, refusals, waiting));
    }

    /** The events of an error in an outcome's place. */
    List<ConversationEvent> error(int msgId, Call called, int invoking, String message, List<ToolAnswered> refusals) {
        return recorded(answered(msgId, called, invoking, ToolOutcome.error(message)), null, List.of(), refusals, null);
    }

    /** As it is, in part, or as an error when no part of use can enter the window. */
    private List<ConversationEvent> entering(RunVerification.Judged judged, int msgId, Call called, int invoking, List<ToolAnswered> refusals, List<ToolAnswered> waiting) {
        ToolOutcome outcome = judged.outcome();
        ToolAnswered answered = answered(msgId, called, invoking, outcome);
        List<ToolAnswered> beside = Stream.concat(refusals.stream(), waiting.stream()).toList();
        String obstacle = outcome.isError() ? null : obstacle(outcome, answered, beside);
        if (obstacle != null) {
            return error(msgId, called, invoking, obstacle, refusals);
        }
        int room = (answered.tokens() + left(List.of(answered), beside, outcome)) / (1 + waiting.size());
        // What ends the run enters no request of its own, and a new question sets everything before it free.
        boolean ends = outcome.effects().stream().anyMatch(Effect.Finished.class::isInstance);
        if (answered.tokens() <= room || ends) {
            return recorded(answered, null, outcome.effects(), refusals, judged.findings());
        }
        // A little less than all of it: the model's next call stands beside it.
        return services.cutter().cut(tenant, outcome, part -> answered(msgId, called, invoking, new ToolOutcome(part, List.of())).tokens(), room - room / 10)
                .map(cut -> inPart(cut, answered, refusals, judged.findings()))
                .orElseGet(() -> error(msgId, called, invoking, tooLarge(answered), refusals));
    }

    private List<ConversationEvent> inPart(ResultCutter.Cut cut, ToolAnswered whole, List<ToolAnswered> refusals, List<Finding> findings) {
        int tokens = keeper.tokens(new ToolAnswered(whole.msgId(), whole.invokingMsgId(), whole.callId(), whole.tool(), cut.result(), 0));
        var answered = new ToolAnswered(whole.msgId(), whole.invokingMsgId(), whole.callId(), whole.tool(), whole.result(), tokens);
        return recorded(answered, new ResultCut(whole.msgId(), cut.characters(), cut.ofCharacters(), cut.notice(), tokens,
                Math.max(0, whole.tokens() - tokens), keeper.tokens() + whole.tokens(), cut.form()), cut.effects(), refusals, findings);
    }

    /** The findings stand in the same append. */
    private List<ConversationEvent> verified(RunVerification.Judged judged, List<ConversationEvent> events) {
        if (judged.verified() == null) {
            return events;
        }
        List<ConversationEvent> all = new ArrayList<>(events);
        all.add(1, judged.verified());
        if (judged.stopped()) {
            all.add(new RunFinished(services.ending().result(tenant, journal.state(), reading, "Stopped: what was done did not pass verification.", "verification"),
                    services.outsideText().hasEntered(journal.state())));
        }
        return all;
    }

    /** @param findings whose marks an answer carries; null where nothing was verified */
    private List<ConversationEvent> recorded(ToolAnswered answered, ResultCut cut, List<Effect> effects, List<ToolAnswered> refusals, List<Finding> findings) {
        List<ConversationEvent> events = new ArrayList<>(List.of(answered));
        if (cut != null) {
            events.add(cut);
        }
        events.addAll(EffectEvents.of(effects, answered.invokingMsgId(), keeper::pruned, this::restored));
        events.addAll(refusals);
        effects.stream().filter(Effect.Finished.class::isInstance).map(Effect.Finished.class::cast).findFirst()
                .ifPresent(finished -> events.add(new RunFinished(services.ending().result(tenant, journal.state(), reading, finished.answer(), "finish", findings,
                        services.verification().told(tenant, conversationId, journal.state(), reading)), services.outsideText().hasEntered(journal.state()))));
        return events;
    }

    List<ToolAnswered> errors(List<Call> calls, int firstMsgId, int invoking, Function<Call, String> message) {
        List<ToolAnswered> errors = new ArrayList<>();
        for (Call call : calls) {
            errors.add(answered(firstMsgId + errors.size(), call, invoking, ToolOutcome.error(message.apply(call))));
        }
        return errors;
    }

    private ToolAnswered answered(int msgId, Call call, int invoking, ToolOutcome outcome) {
        var answered = new ToolAnswered(msgId, invoking, call.id(), call.name(), outcome.result(), 0);
        return new ToolAnswered(msgId, invoking, call.id(), call.name(), outcome.result(), keeper.tokens(answered));
    }

    private int left(List<ToolAnswered> answers, List<ToolAnswered> beside, ToolOutcome outcome) {
        List<ToolAnswered> all = new ArrayList<>(answers);
        all.addAll(beside);
        return keeper.left(all, EffectEvents.notes(journal.state().windowNotes(), outcome.effects()), reserve);
    }

    /** Why what an outcome changes would not fit even after everything older had gone, in words for the model; null when it does. */
    private String obstacle(ToolOutcome outcome, ToolAnswered answered, List<ToolAnswered> beside) {
        boolean notes = outcome.effects().stream().anyMatch(Effect.NoteWritten.class::isInstance);
        if (notes && left(List.of(answered), beside, outcome) < 0) {
            return "The window has no room for this note's summary, which stands in every request. Give a shorter summary and put the rest into the "
                    + "content, or delete notes that are done with by updateNote.";
        }
        for (Effect effect : outcome.effects()) {
            if (effect instanceof Effect.MessageRestored restore) {
                var event = restored(restore.msgId());
                int room = left(List.of(answered), beside, outcome);
                if (event.isEmpty()) {
                    return "The history holds message " + restore.msgId() + " no longer: it can't be restored. Read its source again.";
                }
                if (event.get().tokens() > room) {
                    return "Message " + restore.msgId() + " needs " + event.get().tokens() + " tokens and at most " + Math.max(0, room)
                            + " can be made free. Use recall or readChunk to see the part that is needed.";
                }
            }
        }
        return null;
    }

    private Optional<MessagesRestored> restored(int msgId) {
        return services.past().restoration().message(tenant, conversationId, journal.state(), terms, meter, msgId,
                new Restoration.Wish("agent", "restoreContext", null));
    }

    private static String tooLarge(ToolAnswered answered) {
        return "The result of " + answered.tool() + " has " + answered.tokens() + " tokens, more than the window can take. "
                + "Read less at once: build the index again with a smaller chunk_size, or search with other words.";
    }
}
