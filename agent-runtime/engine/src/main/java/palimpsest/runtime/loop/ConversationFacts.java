package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.document.Chunk;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.document.ReadingIndex;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.pack.procedure.Hearing;
import palimpsest.memory.retrieve.QuoteSearch;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.StandingEvents;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Place;
import palimpsest.tools.index.ReadingIndexes;
import palimpsest.tools.spi.Effect;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A conversation as it is when something is checked: taken from its state at once, texts and calls from the stores when asked for. */
final class ConversationFacts implements Facts {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<Class<? extends ConversationEvent>> CALLS = Stream.concat(
            Stream.of(AssistantSpoke.class, ToolAnswered.class), StandingEvents.TAKING_BACK.stream()).toList();
    private static final int EVENTS_BACK = 5_000;

    private final String tenant;
    private final UUID conversationId;
    private final ConversationLog log;
    private final DocumentStore store;
    private final ReadingIndexes indexes;
    private final QuoteSearch quotes;
    private final RunReading kept;
    private final String question;
    private final NoteBook notes;
    private final List<String> said;
    private final List<UUID> attached;
    private final Effect.IndexBuilt index;
    private final Supplier<List<ReadSpan>> read;
    private List<Document> documents;
    private final List<Hearing> hearings;
    private final Predicate<String> sources;
    private final boolean anyTold;
    private final boolean languageModel;
    private final String model;
    private List<ReadSpan> told;
    private List<PastCall> calls;
    private final long lastSeq;
    private final List<WindowMessage> messages;

    /** @param sources whether answers may rest on what the tool of a name told */
    ConversationFacts(String tenant, UUID conversationId, ContextState state, RunReading reading, ConversationLog log, DocumentStore store, ReadingIndexes indexes, QuoteSearch quotes,
                      Predicate<String> sources) {
        this.tenant = tenant;
        this.conversationId = conversationId;
        this.log = log;
        this.store = store;
        this.indexes = indexes;
        this.question = state.question();
        this.notes = state.notes();
        this.said = state.said();
        this.attached = state.documents().stream().map(AttachedDocument::id).toList();
        this.index = state.index().orElse(null);
        this.read = reading.of(tenant, state);
        this.kept = reading;
        this.quotes = quotes;
        this.hearings = state.hearings();
        this.sources = sources;
        this.anyTold = state.answeredTools().stream().anyMatch(sources);
        this.languageModel = state.run().map(run -> run.terms().languageModel()).orElse(true);
        this.model = state.run().map(run -> run.terms().model()).orElse(null);
        this.lastSeq = state.lastSeq();
        this.messages = state.window().areWhole() ? List.copyOf(state.messages()) : null;
    }

    @Override
    public String tenant() {
        return tenant;
    }

    @Override
    public UUID conversationId() {
        return conversationId;
    }

    @Override
    public String question() {
        return question;
    }

    @Override
    public boolean languageModel() {
        return languageModel;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public List<String> said() {
        return said;
    }

    @Override
    public NoteBook notes() {
        return notes;
    }

    @Override
    public synchronized List<Document> documents() {
        if (documents == null) {
            documents = kept.documents(tenant, attached);
        }
        return documents;
    }

    @Override
    public Optional<String> text(UUID documentId, int start, int end) {
        try {
            return Optional.of(store.text(tenant, documentId, start, end));
        } catch (NoSuchElementException e) {
            return Optional.empty(); // deleted meanwhile
        }
    }

    @Override
    public List<ReadSpan> holding(String quote, List<Document> documents) {
        Map<UUID, String> names = documents.stream().collect(Collectors.toMap(Document::id, Document::name, (one, same) -> one));
        return quotes.find(tenant, names.keySet(), quote).stream()
                .map(found -> new ReadSpan(found.documentId(), names.get(found.documentId()), null, found.start(), found.text())).toList();
    }

    @Override
    public <T> T once(Class<T> kind, Supplier<T> made) {
        return kept.once(kind, made);
    }

    @Override
    public List<ReadSpan> read() {
        return read.get();
    }

    /** From what was read of it, or else from the store. */
    @Override
    public Optional<ReadSpan> chunk(int chunkId) {
        return chunkPlace(chunkId).flatMap(place -> read.get().stream().filter(span -> isAt(span, chunkId, place)).findFirst()
                .or(() -> store.find(tenant, place.documentId()).map(document -> new ReadSpan(document.id(), document.name(), chunkId, place.start(),
                        store.text(tenant, document.id(), place.start(), place.end())))));
    }

    private static boolean isAt(ReadSpan span, int chunkId, Place place) {
        return Integer.valueOf(chunkId).equals(span.chunkId()) && place.documentId().equals(span.documentId()) && place.start() == span.start() && place.end() == span.end();
    }

    @Override
    public Optional<Place> chunkPlace(int chunkId) {
        if (index == null) {
            return Optional.empty();
        }
        ReadingIndex chunks = indexes.get(tenant, index);
        if (chunkId < 0 || chunkId >= chunks.size()) {
            return Optional.empty();
        }
        Chunk chunk = chunks.chunk(chunkId);
        return Optional.of(new Place(chunk.documentId(), chunk.start(), chunk.end()));
    }

    @Override
    public synchronized List<ReadSpan> told() {
        if (told == null) {
            told = !anyTold ? List.of() : calls().stream().filter(call -> !call.error() && sources.test(call.tool()))
                    .map(call -> kept.told(call.msgId(), () -> ToldText.of(call))).toList();
        }
        return told;
    }

    @Override
    public List<Hearing> hearings() {
        return hearings;
    }

    /** From the window while all messages stand in it; otherwise read once for all checks of a subject, and no further back than is worth it. */
    @Override
    public synchronized List<PastCall> calls() {
        if (calls == null) {
            calls = List.copyOf(messages == null ? readCalls() : calls(messages));
        }
        return calls;
    }

    private static List<PastCall> calls(List<WindowMessage> messages) {
        Map<String, Call> open = new LinkedHashMap<>();
        List<PastCall> calls = new ArrayList<>();
        for (WindowMessage message : messages) {
            if (message instanceof WindowMessage.Assistant spoke) {
                open.clear();
                spoke.calls().forEach(call -> open.put(call.id(), call));
            } else if (message instanceof WindowMessage.Tool answered && open.containsKey(answered.callId())) {
                calls.add(new PastCall(answered.msgId(), answered.tool(), arguments(open.get(answered.callId())), answered.result(), answered.isError()));
            }
        }
        return calls;
    }

    private List<PastCall> readCalls() {
        Map<String, Call> open = new LinkedHashMap<>();
        List<PastCall> calls = new ArrayList<>();
        for (RecordedEvent recorded : StandingEvents.of(kept.events(Math.max(0, lastSeq - EVENTS_BACK), lastSeq, after -> log.page(tenant, conversationId, CALLS, after, EVENTS_BACK)).stream()
                .filter(event -> event.seq() <= lastSeq).toList())) {
            if (recorded.event() instanceof AssistantSpoke spoke) {
                open.clear();
                spoke.calls().forEach(call -> open.put(call.id(), call));
            } else if (recorded.event() instanceof ToolAnswered answered && open.containsKey(answered.callId())) {
                calls.add(new PastCall(answered.msgId(), answered.tool(), arguments(open.get(answered.callId())), answered.result(), answered.isError()));
            }
        }
        return calls;
    }

    /** Empty when they are not one JSON object. */
    static Map<String, Object> arguments(Call call) {
        try {
            var values = call.arguments() == null || call.arguments().isBlank() ? null : JSON.readValue(call.arguments(), new TypeReference<LinkedHashMap<String, Object>>() {});
            return values == null ? Map.of() : values;
        } catch (JacksonException e) {
            return Map.of();
        }
    }
}
