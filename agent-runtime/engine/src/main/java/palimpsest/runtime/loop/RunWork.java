package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import palimpsest.memory.embed.Foreground;
import palimpsest.memory.run.Lease;
import palimpsest.memory.run.RunRow;
import palimpsest.memory.log.ConcurrentAppendException;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.connection.TenantModels;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalDecision;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.model.AgentModel;
import palimpsest.runtime.model.UnknownModelException;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.observe.RunObservations;

/** What is done with a run while its lease is held: its loop with its models, and an end when that is not possible. */
public final class RunWork {

    private static final Logger log = LoggerFactory.getLogger(RunWork.class);

    private final RunLoop loop;
    private final ConversationLog conversations;
    private final ConversationStates states;
    private final TenantModels models;
    private final Function<AgentModel, Tokenizer> tokenizers;
    private final RunObservations observations;
    private final Foreground foreground;

    /**
     * @param tokenizers the tokenizer that counts a model's requests
     * @param foreground told while a run is worked on
     */
    public RunWork(RunLoop loop, ConversationLog conversations, ConversationStates states, TenantModels models, Function<AgentModel, Tokenizer> tokenizers,
                   RunObservations observations, Foreground foreground) {
        this.loop = loop;
        this.conversations = conversations;
        this.states = states;
        this.models = models;
        this.tokenizers = tokenizers;
        this.observations = observations;
        this.foreground = foreground;
    }

    /** Every log line meanwhile carries the ids of run and conversation, and the tenant. */
    void advance(Lease lease, StepGuard guard, BooleanSupplier parked) {
        try (var run = MDC.putCloseable("run.id", lease.runId().toString());
             var conversation = MDC.putCloseable("conversation.id", lease.conversationId().toString());
             var tenant = MDC.putCloseable("tenant", lease.tenant());
             var waitedFor = foreground.begin()) {
            work(lease, guard, parked);
        }
    }

    private void work(Lease lease, StepGuard guard, BooleanSupplier parked) {
        try {
            loop.run(lease.tenant(), lease.conversationId(), terms -> stepModels(lease.tenant(), terms), guard, opened(lease), parked);
        } catch (UnknownModelException e) {
            fail(lease, guard, new RunFailed("model-unavailable", "The model is not configured", e.getMessage(), false));
        } catch (RuntimeException e) {
            if (DatabaseOutage.causedBy(e)) {
                throw e;
            }
            log.error("Run {} of conversation {} ended by a fault of the runtime", lease.runId(), lease.conversationId(), e);
            fail(lease, guard, new RunFailed("internal", "Something went wrong inside the runtime",
                    "The run ended; nothing recorded is lost. Ask again; if it fails again, the runtime's log says why.", true));
        }
    }

    /** A new run's conversation as the process that was asked left it, also where the run waited in the queue; null to read it: others have worked on the run, or nobody here was asked. */
    private ContextState opened(Lease lease) {
        boolean isNew = lease.epoch() == 1 && lease.commits() == 0;
        return !isNew ? null : states.leftHere(lease.tenant(), lease.conversationId())
                .filter(state -> state.running() && state.run().orElseThrow().id().equals(lease.runId())).orElse(null);
    }

    /** Records that nobody has decided in time. {@code requeue} joins the transaction. */
    void expire(RunRow run, Runnable requeue) {
        var journal = new Journal(conversations, states, run.tenant(), run.conversationId(), StepGuard.NONE, observations);
        var waiting = journal.state().run().flatMap(progress -> progress.parking().waitingFor());
        if (waiting.isPresent()) {
            List<ConversationEvent> expired = waiting.get().calls().stream()
                    .<ConversationEvent>map(call -> new ApprovalAnswered(call.id(), ApprovalDecision.EXPIRED, null, null)).toList();
            try {
                conversations.append(run.tenant(), run.conversationId(), run.id(), journal.state().lastSeq(), expired, requeue);
            } catch (ConcurrentAppendException e) {
                log.debug("Run {} was decided on in the last moment", run.id());
            }
        }
    }

    private List<StepModel> stepModels(String tenant, RunTerms terms) {
        List<StepModel> asked = new ArrayList<>();
        AgentModel model = models.get(tenant, terms.model());
        asked.add(stepModel(tenant, model, terms.window(), terms.maxOutputTokens()));
        for (String name : models.fallbacks(terms.model())) {
            AgentModel fallback = models.get(tenant, name);
            asked.add(stepModel(tenant, fallback, fallback.window(), fallback.maxOutputTokens()));
        }
        return asked;
    }

    private StepModel stepModel(String tenant, AgentModel model, int window, int maxOutputTokens) {
        return new StepModel(model.name(), model.chatModel(), tokenizers.apply(model), window, maxOutputTokens, models.price(tenant, model.name()));
    }

    private void fail(Lease lease, StepGuard guard, RunFailed failure) {
        try {
            var journal = new Journal(conversations, states, lease.tenant(), lease.conversationId(), guard, observations);
            if (journal.state().running()) {
                // The run's own model may be what is missing.
                Tokenizer tokenizer = tokenizers.apply(models.defaultModel());
                List<ConversationEvent> events = OpenCalls.answers(journal.state(), answer -> tokenizer.count(PythonJson.write(answer.result())));
                events.add(failure);
                journal.append(lease.runId(), events);
            }
        } catch (RunTakenOver e) {
            log.info("Run {}: {}", lease.runId(), e.getMessage());
        }
    }
}
