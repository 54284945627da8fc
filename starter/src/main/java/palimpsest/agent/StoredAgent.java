package palimpsest.agent;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.conversation.Agent;
import palimpsest.memory.document.Document;
import palimpsest.memory.ingest.Ingested;
import palimpsest.runtime.caller.SpokenReply;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationEvent.RunFailed;
import palimpsest.runtime.event.ConversationEvent.RunFinished;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunFollower;

/** An agent of the database, for each tenant that asks it. */
final class StoredAgent implements PalimpsestAgent {

    private static final Logger log = LoggerFactory.getLogger(StoredAgent.class);

    private final AgentServices services;
    private final AgentDefinition definition;
    private final ConcurrentHashMap<String, UUID> agents = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, List<Document>> documents = new ConcurrentHashMap<>();

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

    @Override
    public AgentAnswer ask(String question) {
        return ask(UUID.randomUUID(), question);
    }

    @Override
    public AgentAnswer ask(Object memoryId, String question) {
        return ask(services.tenancy().current(), memoryId, question, false, words -> { });
    }

    @Override
    public AgentAnswer ask(Object memoryId, String question, Consumer<String> words) {
        return ask(services.tenancy().current(), memoryId, question, true, words);
    }

    private AgentAnswer ask(String tenant, Object memoryId, String question, boolean listens, Consumer<String> words) {
        UUID conversation = open(tenant, memoryId);
        services.conversations().attach(tenant, conversation, documents(tenant));
        // Listens before it asks: the model may speak at once.
        try (EventFeed.Listening ear = services.log().listen(conversation, listens)) {
            Conversations.Asked asked = services.conversations().ask(tenant, conversation, question);
            return answer(await(tenant, ear, asked, words));
        }
    }

    @Override
    public UUID conversation(Object memoryId) {
        return open(services.tenancy().current(), memoryId);
    }

    /** The id follows from the names, so that a restart finds the conversation without a table of its own. */
    private UUID open(String tenant, Object memoryId) {
        UUID agent = agents.computeIfAbsent(tenant, this::declared);
        UUID id = UUID.nameUUIDFromBytes((agent + "/" + memoryId).getBytes(StandardCharsets.UTF_8));
        return services.conversations().createOrFind(tenant, id, agent, definition.user()).id();
    }

    private UUID declared(String tenant) {
        Agent agent = definition.saysNothing() ? services.conversations().agentNamed(tenant, definition.name())
                : services.conversations().declareAgent(tenant, definition.name(), definition.model(), definition.window(), definition.maxSteps(),
                        definition.systemMessage() == null ? null : services.systemPrompt() + "\n\n" + definition.systemMessage());
        return agent.id();
    }

    private RecordedEvent await(String tenant, EventFeed.Listening ear, Conversations.Asked asked, Consumer<String> words) {
        var reply = new SpokenReply();
        try {
            return new RunFollower(services.log()).untilItRests(tenant, ear, asked.eventSeq(), event -> { }, part -> {
                String said = reply.hear(part);
                if (!said.isEmpty()) {
                    words.accept(said);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(AgentException.Kind.INTERRUPTED, "The wait for the answer was interrupted; the run goes on. Ask for the conversation "
                    + ear.conversationId() + " later.", ear.conversationId(), true);
        }
    }

    private static AgentAnswer answer(RecordedEvent rested) {
        return switch (rested.event()) {
            case RunFinished finished -> new AgentAnswer(finished.result().answer(), finished.result().found(), finished.result().citations(),
                    rested.conversationId(), rested.runId(), finished.result());
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
        String tenant = services.tenancy().current();
        return kept(tenant, services.ingestion().ingest(tenant, List.copyOf(paths), ingested -> { }));
    }

    @Override
    public Document read(String name, String text) {
        String tenant = services.tenancy().current();
        Ingested ingested = services.ingestion().ingest(tenant, name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        if (ingested instanceof Ingested.Skipped skipped) {
            throw new IllegalArgumentException(skipped.name() + " " + skipped.reason());
        }
        return kept(tenant, List.of(ingested)).getFirst();
    }

    private List<Document> documents(String tenant) {
        return documents.computeIfAbsent(tenant, key -> new CopyOnWriteArrayList<>());
    }

    private List<Document> kept(String tenant, List<Ingested> read) {
        List<Document> kept = new ArrayList<>();
        for (Ingested ingested : read) {
            switch (ingested) {
                case Ingested.Added added -> kept.add(added.document());
                case Ingested.Unchanged unchanged -> kept.add(unchanged.document());
                case Ingested.Skipped skipped -> log.warn("Agent {} has one document less: {} {}", definition.name(), skipped.name(), skipped.reason());
            }
        }
        documents(tenant).addAll(kept);
        services.embeddings().wake();
        return kept;
    }
}
