package palimpsest.benchmarks.context;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.event.ContextTerms;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.loop.RunEnding;
import palimpsest.runtime.loop.RunLoop;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.tools.ContextTools;
import palimpsest.tools.finish.Finish;
import palimpsest.tools.note.ConversationNoteRepository;
import palimpsest.tools.note.WriteNote;
import palimpsest.tools.prune.DeleteContext;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/**
 * A long run as the authors of StateLM advise a model to work: read a chunk, note, delete the chunk, delete the message that wrote
 * the note, on and on. Through the product's own loop; the same calls whatever the policy.
 */
final class ScriptedRun {

    static final String TENANT = "bench";
    static final UUID CONVERSATION = new UUID(0, 1);
    private static final int CALLS_PER_CYCLE = 4;
    /** Notes are replaced round and round: their summaries stand in every request. */
    private static final int NOTES = 20;

    final ConversationLog log = new ConversationLog(new MemoryLog(), new EventCodec(), new EventFeed());
    private final Tokenizer tokenizer;
    private final RunTerms terms;
    private final int sentences;

    ScriptedRun(Tokenizer tokenizer, int window, int sentences, PruningTerms pruning) {
        this.tokenizer = tokenizer;
        this.sentences = sentences;
        this.terms = new RunTerms("scripted", true, "Read, note, delete what was noted, and finish.", window, window / 8, 50, Integer.MAX_VALUE, false,
                List.of("readChunk", "note", "deleteContext", "finish"), new ContextTerms(1, true, pruning));
    }

    RunTerms terms() {
        return terms;
    }

    /** Works through {@code steps} steps and finishes; each request is given to {@code sent} before it is answered. */
    void run(int steps, Consumer<List<ChatMessage>> sent) {
        log.append(TENANT, CONVERSATION, new UUID(0, 2), 0, List.of(new UserSpoke("What does the library say of the lantern market?"), new RunStarted(terms)));
        var documents = new NoDocuments();
        var tools = new ContextTools(List.of(new ChunkReader(new GeneratedText(3), sentences), new WriteNote(new ConversationNoteRepository()), new DeleteContext(), new Finish()));
        new RunLoop(log, new ToolOffer(tools), documents, new RunEnding(documents, new CitationResolver()))
                .run(TENANT, CONVERSATION, new Script(steps, sent), tokenizer, () -> false);
    }

    private static final class Script implements ChatModel {

        private final int steps;
        private final Consumer<List<ChatMessage>> sent;
        private int step;

        Script(int steps, Consumer<List<ChatMessage>> sent) {
            this.steps = steps;
            this.sent = sent;
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            sent.accept(request.messages());
            step++;
            int first = 2 * step - 1;
            ToolExecutionRequest call = step > steps ? call("finish", "{\"answer\": \"done\"}") : switch ((step - 1) % CALLS_PER_CYCLE) {
                case 0 -> call("readChunk", "{\"chunk_id\": " + step / CALLS_PER_CYCLE + "}");
                case 1 -> call("note", "{\"key\": \"n" + step / CALLS_PER_CYCLE % NOTES + "\", \"summary\": \"what chunk " + step / CALLS_PER_CYCLE
                        + " says of the market\", \"content\": \"Nothing of lanterns, much of ropes and of the weather at sea.\"}");
                case 2 -> call("deleteContext", "{\"msg_id\": " + (first - 3) + "}");
                default -> call("deleteContext", "{\"msg_id\": " + (first - 4) + "}");
            };
            return ChatResponse.builder().aiMessage(AiMessage.from(List.of(call))).finishReason(FinishReason.TOOL_EXECUTION).build();
        }

        private ToolExecutionRequest call(String tool, String arguments) {
            return ToolExecutionRequest.builder().id("call_" + step).name(tool).arguments(arguments).build();
        }
    }

    /** Gives new text at each call. */
    private record ChunkReader(GeneratedText text, int sentences) implements ContextTool {

        @Override
        public ToolSpecification specification() {
            return ToolSpecification.builder().name("readChunk").description("Reads one chunk.")
                    .parameters(JsonObjectSchema.builder().addIntegerProperty("chunk_id").build()).build();
        }

        @Override
        public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
            return ToolOutcome.of(ToolOutcome.result("retrieved_chunk", text.sentences(sentences), "chunk_id", arguments.requireInteger("chunk_id")));
        }
    }
}
