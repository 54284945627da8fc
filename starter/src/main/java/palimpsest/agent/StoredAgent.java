package palimpsest.agent;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.document.Document;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.text.StorableText;
import palimpsest.runtime.caller.SpokenReply;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunFollower;

/** An agent of the database, for each tenant that asks it. */
final class StoredAgent implements PalimpsestAgent {

    private static final Logger log = LoggerFactory.getLogger(StoredAgent.class);

    private final AgentServices services;
    private final AgentDefinition definition;
    private final ConcurrentHashMap<String, UUID> agents = new ConcurrentHashMap<>();
    /** By tenant, then by what it was read from: the newest version. Read and changed under the inner map's lock. */
    private final ConcurrentHashMap<String, Map<String, Document>> documents = new ConcurrentHashMap<>();

    StoredAgent(AgentServices services, AgentDefinition definition) {
        this.services = services;
        this.definition = definition;
        if (!definition.documents().isEmpty()) {
            read(definition.documents());
        }
    }

    @Override
    public String name() {
        return definition.name();
    }

    // --- asking

    @Override
    public AgentAnswer ask(String question) {
        return ask(UUID.randomUUID(), question);
    }

    @Override
    public AgentAnswer ask(Object memoryId, String question) {
        return waitFor(begin(memoryId, question, false, AgentListener.NONE), new LinkedBlockingQueue<>(), words -> { });
    }

    @Override
    public AgentAnswer ask(Object memoryId, String question, Consumer<String> words) {
        var heard = new LinkedBlockingQueue<Optional<String>>();
        return waitFor(begin(memoryId, question, true, new AgentListener() {
            @Override
            public void words(String text) {
                heard.add(Optional.of(text));
            }
        }), heard, words);
    }

    @Override
    public CompletableFuture<AgentAnswer> start(Object memoryId, String question, AgentListener listener) {
        return begin(memoryId, question, true, listener).answer;
    }

    /** Hands on what is heard, on the calling thread, until the answer is there. */
    private static AgentAnswer waitFor(Callers.Pending pending, LinkedBlockingQueue<Optional<String>> heard, Consumer<String> words) {
        pending.answer.whenComplete((answer, failure) -> heard.add(Optional.empty()));
        try {
            for (Optional<String> next = heard.take(); next.isPresent(); next = heard.take()) {
                words.accept(next.get());
            }
            return pending.answer.join();
        } catch (CompletionException e) {
            throw Callers.unwrapped(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(AgentException.Kind.INTERRUPTED, "The wait for the answer was interrupted; the run goes on."
                    + (pending.conversation == null ? "" : " Its answer will be in the conversation " + pending.conversation + "."), pending.conversation, true);
        }
    }

    private Callers.Pending begin(Object memoryId, String question, boolean listens, AgentListener listener) {
        String tenant = services.tenant();
        CallerContexts.Captured caller = CallerContexts.capture();
        return services.callers().begin(pending -> caller.call(() -> TenantScope.within(new TenantScope.One(tenant),
                () -> ask(tenant, memoryId, question, listens, listener, pending, caller))));
    }

    private AgentAnswer ask(String tenant, Object memoryId, String question, boolean listens, AgentListener listener, Callers.Pending pending,
                            CallerContexts.Captured caller) {
        UUID conversation = id(tenant, memoryId);
        return services.contexts().during(conversation, caller, () -> {
            // Listens before it asks: the model may speak at once.
            try (EventFeed.Subscription subscription = services.log().listen(conversation, listens)) {
                Conversations.Asked asked = asked(tenant, memoryId, conversation, question);
                pending.conversation = conversation;
                return follow(tenant, subscription, asked, listener, pending);
            }
        });
    }

    /** A conversation is there but for its first question, which makes it. */
    private Conversations.Asked asked(String tenant, Object memoryId, UUID conversation, String question) {
        List<Document> read = documents(tenant);
        if (!read.isEmpty()) {
            open(tenant, memoryId);
            services.documents().attachNewest(tenant, conversation, read);
            return services.conversations().ask(tenant, conversation, question);
        }
        try {
            return services.conversations().ask(tenant, conversation, question);
        } catch (RequestRefused e) {
            if (e.reason() != RequestRefused.Reason.NOT_FOUND) {
                throw e;
            }
            open(tenant, memoryId);
            return services.conversations().ask(tenant, conversation, question);
        }
    }

    @Override
    public UUID conversation(Object memoryId) {
        String tenant = services.tenant();
        return forTenant(tenant, () -> open(tenant, memoryId));
    }

    private <T> T forTenant(String tenant, Supplier<T> work) {
        CallerContexts.Captured caller = CallerContexts.capture();
        return services.callers().call(() -> caller.call(() -> TenantScope.within(new TenantScope.One(tenant), work)));
    }

    private UUID open(String tenant, Object memoryId) {
        return services.conversations().createOrFind(tenant, id(tenant, memoryId), agents.get(tenant), definition.user()).id();
    }

    /** The id follows from the names, so that a restart finds the conversation without a table of its own. */
    private UUID id(String tenant, Object memoryId) {
        UUID agent = agents.computeIfAbsent(tenant, this::declared);
        return UUID.nameUUIDFromBytes((agent + "/" + memoryId).getBytes(StandardCharsets.UTF_8));
    }

    private UUID declared(String tenant) {
        Agent agent = definition.saysNothing() ? services.agents().named(tenant, definition.name())
                : services.agents().declare(tenant, definition.name(), definition.model(), definition.window(), definition.maxSteps(),
                        definition.systemMessage() == null ? null : services.systemPrompt() + "\n\n" + definition.systemMessage());
        return agent.id();
    }

    private AgentAnswer follow(String tenant, EventFeed.Subscription subscription, Conversations.Asked asked, AgentListener listener, Callers.Pending pending) {
        var reply = new SpokenReply();
        var course = new RunCourse(listener);
        try {
            RecordedEvent rested = new RunFollower(services.log()).untilItRests(tenant, subscription, asked.eventSeq(), recorded -> course.take(recorded.event()), part -> {
                String said = reply.hear(part);
                if (!said.isEmpty()) {
                    listener.words(said);
                }
            });
            return answer(rested, course);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw pending.stopped();
        }
    }

    private static AgentAnswer answer(RecordedEvent rested, RunCourse course) {
        return switch (rested.event()) {
            case RunFinished finished -> new AgentAnswer(finished.result().answer(), finished.result().found(), finished.result().citations(),
                    rested.conversationId(), rested.runId(), finished.result(), course.usage(), course.toolCalls());
            case RunFailed failed -> throw new AgentException(AgentException.Kind.FAILED, failed.title() + ": " + failed.detail(),
                    rested.conversationId(), failed.retryable());
            case ApprovalRequested request -> throw new AgentException(AgentException.Kind.WAITING, "Run " + rested.runId()
                    + " waits for a person to decide on a call of " + request.tool() + ".", rested.conversationId(), false);
            case ConversationEvent other -> throw new AgentException(AgentException.Kind.WAITING, "Run " + rested.runId() + " is paused: resume it.",
                    rested.conversationId(), false);
        };
    }

    // --- documents

    @Override
    public List<Document> read(Collection<Path> paths) {
        String tenant = services.tenant();
        List<Path> all = List.copyOf(paths);
        return kept(tenant, forTenant(tenant, () -> services.ingestion().ingest(tenant, all, ingested -> { })));
    }

    @Override
    public Document read(String name, String text) {
        String tenant = services.tenant();
        Ingested ingested = forTenant(tenant, () -> services.ingestion().ingest(tenant, name, new ByteArrayInputStream(StorableText.clean(text).value().getBytes(StandardCharsets.UTF_8))));
        if (ingested instanceof Ingested.Skipped skipped) {
            throw new IllegalArgumentException(skipped.name() + " " + skipped.reason());
        }
        return kept(tenant, List.of(ingested)).getFirst();
    }

    private List<Document> documents(String tenant) {
        Map<String, Document> known = bySource(tenant);
        synchronized (known) {
            return List.copyOf(known.values());
        }
    }

    private Map<String, Document> bySource(String tenant) {
        return documents.computeIfAbsent(tenant, key -> new LinkedHashMap<>());
    }

    private List<Document> kept(String tenant, List<Ingested> read) {
        List<Document> kept = new ArrayList<>();
        for (Ingested ingested : read) {
            switch (ingested) {
                case Ingested.Added added -> kept.add(added.document());
                case Ingested.Unchanged unchanged -> kept.add(unchanged.document());
                case Ingested.Skipped left when left.leftOut() -> log.debug("Agent {} reads without {}, which {}", definition.name(), left.name(), left.reason());
                case Ingested.Skipped skipped -> log.warn("Agent {} has one document less: {} {}", definition.name(), skipped.name(), skipped.reason());
            }
        }
        Map<String, Document> known = bySource(tenant);
        synchronized (known) {
            kept.forEach(document -> known.put(document.source(), document));
        }
        services.embeddings().wake();
        return kept;
    }
}
