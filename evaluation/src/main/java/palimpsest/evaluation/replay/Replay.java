package palimpsest.evaluation.replay;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.document.Document;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.conversation.Agents;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.loop.RunLoop;

/**
 * Runs a recorded conversation of the StateLM reference through the very loop, tools and stores of the product, with its
 * limits and its tokenizer, and gives back what would have been sent to the model.
 */
public final class Replay {

    private static final String DOCUMENT_NAME = "attached_document.txt";
    private static final int WINDOW = 30_720;
    private static final int MAX_OUTPUT = 4_096;
    private static final int EXPECTED_STEPS = 50;
    /** The reference stops after its turn 80, counted from 0. */
    private static final int MAX_STEPS = 81;

    private final Ingestion ingestion;
    private final ConversationStore conversations;
    private final ConversationLog log;
    private final RunLoop loop;
    private final Tokenizer tokenizer;
    private final List<String> tools;

    /**
     * @param ingestion counts documents with {@code tokenizer}
     * @param tools     names that the reference offers
     */
    public Replay(Ingestion ingestion, ConversationStore conversations, ConversationLog log, RunLoop loop, Tokenizer tokenizer, List<String> tools) {
        this.ingestion = ingestion;
        this.conversations = conversations;
        this.log = log;
        this.loop = loop;
        this.tokenizer = tokenizer;
        this.tools = List.copyOf(tools);
    }

    /** The messages of every request, in order, in OpenAI's form. */
    public List<List<Map<String, Object>>> requests(WireCase recorded) {
        String tenant = "replay";
        UUID conversation = conversations.createConversation(tenant, conversations.agentNamed(tenant, Agents.DEFAULT).id(), recorded.name()).id();
        Document document = document(tenant, recorded);
        var terms = new RunTerms("replay", true, recorded.systemPrompt(), WINDOW, MAX_OUTPUT, EXPECTED_STEPS, MAX_STEPS, recorded.keepAssistantText(), tools);
        log.append(tenant, conversation, UUID.randomUUID(), 0, List.of(
                new DocumentsChanged(List.of(new AttachedDocument(document.id(), document.name(), document.tokens())), List.of()),
                new UserSpoke(recorded.question()), new RunStarted(terms)));
        var model = new ScriptedChatModel(recorded.replies());
        loop.run(tenant, conversation, model, tokenizer, () -> false);
        return model.requests();
    }

    private Document document(String tenant, WireCase recorded) {
        byte[] bytes = recorded.document().getBytes(StandardCharsets.UTF_8);
        return switch (ingestion.ingest(tenant, DOCUMENT_NAME, new ByteArrayInputStream(bytes))) {
            case Ingested.Added added -> added.document();
            case Ingested.Unchanged unchanged -> unchanged.document();
            case Ingested.Skipped skipped -> throw new IllegalArgumentException("The document of case " + recorded.name() + " " + skipped.reason());
        };
    }
}
