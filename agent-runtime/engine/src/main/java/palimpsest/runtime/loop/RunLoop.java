package palimpsest.runtime.loop;

import dev.langchain4j.model.chat.ChatModel;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.answer.ReadTexts;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.model.wire.ToolListsSeen;
import palimpsest.runtime.observe.RunObservations;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.model.ModelPrice;

/**
 * Drives a run from its last recorded event to its end: measure, ask the model, run the tool it calls, record, repeat.
 * Everything is appended before it takes effect, so that a run goes on wherever its events stop, in this process or another.
 */
public final class RunLoop {

    private static final Logger log = LoggerFactory.getLogger(RunLoop.class);

    private final RunServices services;

    /** Without checkpoints and recall; asks a person only for tools that ask for it themselves. */
    public RunLoop(ConversationLog conversations, ToolOffer offer, DocumentStore documents, RunEnding ending) {
        this(conversations, offer, documents, ending, ToolGate.OPEN);
    }

    /** Without checkpoints and recall. */
    public RunLoop(ConversationLog conversations, ToolOffer offer, DocumentStore documents, RunEnding ending, ToolGate gate) {
        this(conversations, ConversationStates.withoutCheckpoints(conversations), offer, documents, ending, Past.byIdOnly(conversations),
                new KnownCalibrations(), gate);
    }

    /** Without verification. */
    public RunLoop(ConversationLog conversations, ConversationStates states, ToolOffer offer, DocumentStore documents, RunEnding ending, Past past,
                   KnownCalibrations calibrations, ToolGate gate) {
        this(conversations, states, offer, documents, ending, past, calibrations, gate, RunVerification.none());
    }

    /** Unobserved. */
    public RunLoop(ConversationLog conversations, ConversationStates states, ToolOffer offer, DocumentStore documents, RunEnding ending, Past past,
                   KnownCalibrations calibrations, ToolGate gate, RunVerification verification) {
        this(conversations, states, offer, documents, ending, past, calibrations, gate, verification, RunRecall.NONE, RunObservations.NONE);
    }

    /**
     * @param gate         decides which calls need a person
     * @param verification of what calls give, before it is recorded
     * @param recall       what a run begins with of the user's memory
     * @param observations of runs, steps, model calls and tools
     */
    public RunLoop(ConversationLog conversations, ConversationStates states, ToolOffer offer, DocumentStore documents, RunEnding ending, Past past,
                   KnownCalibrations calibrations, ToolGate gate, RunVerification verification, RunRecall recall, RunObservations observations) {
        this.services = new RunServices(conversations, states, offer, new ToolRunner(offer.tools()), documents, ending, past, calibrations,
                new ResultCutter(documents), gate, verification, recall, observations, ReadTexts.overRuns(), new ToolListsSeen<>());
    }

    /**
     * Goes on with the run in progress of a conversation, if there is one, until it ends or {@code parked} says to stop
     * between two steps.
     *
     * @param tokenizer counts the model's tokens
     * @throws RuntimeException from the database; the run stays as it is and may be gone on with
     */
    public void run(String tenant, UUID conversationId, ChatModel model, Tokenizer tokenizer, BooleanSupplier parked) {
        run(tenant, conversationId, terms -> List.of(new StepModel(terms.model(), model, tokenizer, terms.window(), terms.maxOutputTokens(), ModelPrice.FREE)),
                StepGuard.NONE, null, parked);
    }

    /**
     * The same with fallbacks, under a lease.
     *
     * @param models the run's model, then those that are asked in turn when it does not answer
     * @param guard  commits with each append
     * @param opened the conversation as it is known, for this run alone; null to read it
     */
    void run(String tenant, UUID conversationId, Function<RunTerms, List<StepModel>> models, StepGuard guard, ContextState opened, BooleanSupplier parked) {
        List<ConversationEvent> opening = guard.opening();
        ContextState state = opened;
        while (!workedOn(tenant, conversationId, models, guard, state, opening, parked)) {
            opening = List.of();
            state = null;
        }
    }

    /** Until the run ends or is let go; false when the run is to go on with the conversation as others left it. */
    private boolean workedOn(String tenant, UUID conversationId, Function<RunTerms, List<StepModel>> models, StepGuard guard, ContextState opened,
                             List<ConversationEvent> opening, BooleanSupplier parked) {
        var journal = new Journal(services.conversations(), services.states(), tenant, conversationId, guard, services.observations(), opened);
        if (!journal.state().running()) {
            return true;
        }
        RunTerms terms = journal.state().run().orElseThrow().terms();
        var run = new RunInProgress(services, tenant, conversationId, journal, models.apply(terms), terms);
        try {
            run.open(opening);
            services.observations().run(conversationId, run.id(), terms.model(), () -> run.advance(parked));
            journal.leave();
        } catch (RunTakenOver e) {
            log.info("Run {}: {}", run.id(), e.getMessage());
        } catch (HistoryMended e) {
            log.info("Run {} goes on with what stands: {}", run.id(), e.getMessage());
            return false;
        } catch (AppendedMeanwhile e) {
            log.debug("Run {} decides anew: {}", run.id(), e.getMessage());
            return false;
        }
        return true;
    }
}
