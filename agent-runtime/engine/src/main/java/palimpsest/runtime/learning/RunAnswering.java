package palimpsest.runtime.learning;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToIntFunction;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.memory.longterm.RecalledItems;
import palimpsest.memory.longterm.UserMemory;
import palimpsest.memory.meta.MetaMemoryRules;
import palimpsest.memory.meta.MetaMemorySelection;
import palimpsest.memory.meta.evolve.Answering;
import palimpsest.memory.meta.evolve.TrainingCase;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.MemoryEvent.MetaMemorySelected;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.loop.RunEnding;
import palimpsest.runtime.loop.RunLoop;
import palimpsest.runtime.loop.RunRecall;
import palimpsest.runtime.loop.RunVerification;
import palimpsest.runtime.loop.ToolGate;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.observe.RunObservations;
import palimpsest.runtime.past.Past;
import palimpsest.tools.memory.RecallMemory;

/**
 * Answers as a run does: rules behind the system prompt, memories as what the run begins with, the agent's tools at hand (MetaMem,
 * section on evolution, in the prompt of use). Each answer is a conversation of its own that is not stored; no tool reaches outside of it.
 */
public final class RunAnswering implements Answering {

    private final RunTerms terms;
    private final ChatModel model;
    private final Tokenizer tokenizer;
    private final DocumentStore documents;
    private final RolloutTools tools;
    private final Clock clock;

    /**
     * @param terms under which the agent works; it is offered {@code recallMemory} in any case
     * @param offer of all tools, as agents are told of them
     */
    public RunAnswering(RunTerms terms, ChatModel model, Tokenizer tokenizer, ToolOffer offer, DocumentStore documents, PassageSearch search, Clock clock) {
        this.terms = terms.tools().contains(RecallMemory.NAME) ? terms : terms.withTool(RecallMemory.NAME);
        this.model = model;
        this.tokenizer = tokenizer;
        this.documents = documents;
        this.tools = new RolloutTools(offer, documents, search);
        this.clock = clock;
    }

    @Override
    public Attempted answer(MetaMemoryRules rules, TrainingCase asked, double temperature) {
        var conversation = UUID.randomUUID();
        String tenant = conversation.toString();
        var log = new ConversationLog(new RolloutLog(clock), new EventCodec(), new EventFeed());
        List<MemoryItem> memories = memories(asked, clock.instant());
        ToolOffer offer = tools.with(memories);
        var metered = new Metered(model, temperature, tokenizer::count);
        var begin = new ArrayList<ConversationEvent>(List.of(new UserSpoke(asked.question()), new RunStarted(terms)));
        if (!rules.contents().isEmpty()) {
            begin.add(new MetaMemorySelected(new MetaMemorySelection(0, rules.rules())));
        }
        log.append(tenant, conversation, UUID.randomUUID(), 0, begin);
        RunRecall recall = (of, id, state, room) -> RecalledItems.of(fitting(memories, room));
        new RunLoop(log, ConversationStates.withoutCheckpoints(log), offer, documents, new RunEnding(documents, new CitationResolver()), Past.byIdOnly(log),
                new KnownCalibrations(), ToolGate.OPEN, RunVerification.none(), recall, RunObservations.NONE)
                .run(tenant, conversation, metered, tokenizer, () -> false);
        return metered.attempted(told(log.read(tenant, conversation, 0), metered));
    }

    private static List<MemoryItem> memories(TrainingCase asked, Instant now) {
        var items = new ArrayList<MemoryItem>();
        for (String text : asked.memories()) {
            UUID id = UUID.nameUUIDFromBytes((items.size() + text).getBytes(StandardCharsets.UTF_8));
            items.add(new MemoryItem(id, "utterance", text, text, UserMemory.USER, now, "earlier", "earlier", items.size() + 1L, null, 0, "stated", now, null, null, null, null, false));
        }
        return items;
    }

    private List<MemoryItem> fitting(List<MemoryItem> memories, int room) {
        var fitting = new ArrayList<MemoryItem>();
        int left = room;
        for (MemoryItem item : memories) {
            left -= tokenizer.count(RecallMemory.line(item).toString());
            if (left >= 0) {
                fitting.add(item);
            }
        }
        return fitting;
    }

    /** What the agent said and called, and its answer in the last line. */
    private static String told(List<RecordedEvent> events, Metered metered) {
        var text = new StringBuilder();
        for (RecordedEvent recorded : events) {
            switch (recorded.event()) {
                case AssistantSpoke said -> {
                    if (said.text() != null && !said.text().isBlank()) {
                        text.append(said.text().strip()).append('\n');
                    }
                    said.calls().forEach(call -> text.append("calls ").append(call.name()).append(' ').append(call.arguments()).append('\n'));
                }
                case RunFinished finished -> text.append("Answer: ").append(finished.result().answer());
                case RunFailed failed -> throw metered.failure() != null ? metered.failure() : new InvalidRequestException(failed.title() + ": " + failed.detail());
                default -> { }
            }
        }
        return text.toString();
    }

    /** The model at a temperature; keeps what its calls used and why the last one failed. One run's own. */
    private static final class Metered implements ChatModel {

        private final ChatModel model;
        private final double temperature;
        private final ToIntFunction<String> tokens;
        private long input;
        private long output;
        private int calls;
        private RuntimeException failure;

        Metered(ChatModel model, double temperature, ToIntFunction<String> tokens) {
            this.model = model;
            this.temperature = temperature;
            this.tokens = tokens;
        }

        RuntimeException failure() {
            return failure;
        }

        Attempted attempted(String text) {
            return new Attempted(text, input, output, Math.max(1, calls));
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            calls++;
            failure = null;
            try {
                ChatResponse response = model.chat(ChatRequest.builder().messages(request.messages())
                        .parameters(request.parameters().overrideWith(DefaultChatRequestParameters.builder().temperature(temperature).build())).build());
                TokenUsage usage = response.tokenUsage();
                input += usage != null && usage.inputTokenCount() != null ? usage.inputTokenCount() : tokens.applyAsInt(request.messages().toString());
                output += usage != null && usage.outputTokenCount() != null ? usage.outputTokenCount() : tokens.applyAsInt(response.aiMessage().toString());
                return response;
            } catch (ModelFailure e) {
                failure = LearningModel.translated(e);
                throw e;
            }
        }
    }
}
