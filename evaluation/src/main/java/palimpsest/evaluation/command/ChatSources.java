package palimpsest.evaluation.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.context.ApplicationContext;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.retrieval.EvaluationTenant;
import palimpsest.evaluation.retrieval.StoredTurns;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.longterm.Decision;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.runtime.answer.Citation;

/** Conversations that a tenant was given, each once: as a user's memory or as a document. */
final class ChatSources {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ChatSystem.Source source;
    private final String tenant = EvaluationTenant.newName();
    private final Map<String, Given> given = new LinkedHashMap<>();

    ChatSources(ChatSystem.Source source) {
        this.source = source;
    }

    /** Where a turn stands: in a remembered conversation by its number, in a document from a code point to another. */
    private record Place(String conversation, long seq, UUID document, int start, int end) {

        boolean isOf(Citation citation) {
            return document == null ? citation.turn() != null && citation.turn().conversation().equals(conversation) && citation.turn().seq() == seq
                    : document.equals(citation.documentId()) && citation.start() < end && citation.end() > start;
        }
    }

    /** @param document null where it is remembered; @param places by the turn's id */
    record Given(UUID document, Map<String, Place> places, int kept) {

        /** These turns as a memory names its place. */
        List<String> named(List<String> turns) {
            return turns.stream().map(places::get).filter(Objects::nonNull).filter(place -> place.conversation() != null)
                    .map(place -> place.conversation() + " #" + place.seq()).toList();
        }

        /** Whether a citation lies in one of these turns. */
        boolean cites(Citation citation, List<String> turns) {
            return turns.stream().map(places::get).anyMatch(place -> place != null && place.isOf(citation));
        }
    }

    String tenant() {
        return tenant;
    }

    /** Gives the conversation to the product, unless it has it. */
    Given give(ApplicationContext context, LocomoConversation conversation, Consumer<String> progress) throws InterruptedException {
        Given known = given.get(conversation.name());
        if (known == null) {
            progress.accept("Conversation %s is taken in".formatted(conversation.name()));
            known = source == ChatSystem.Source.DOCUMENT ? document(context, conversation, progress) : remembered(context, conversation);
            given.put(conversation.name(), known);
        }
        return known;
    }

    /** Of the turns of these conversations. */
    double kept(List<LocomoConversation> conversations) {
        int turns = conversations.stream().mapToInt(conversation -> conversation.turns().size()).sum();
        return turns == 0 ? Double.NaN : (double) conversations.stream().mapToInt(conversation -> given.get(conversation.name()).kept()).sum() / turns;
    }

    private Given document(ApplicationContext context, LocomoConversation conversation, Consumer<String> progress) throws InterruptedException {
        Map<String, TurnIngestion.Stored> turns = StoredTurns.add(context.getBean(TurnIngestion.class), tenant, conversation);
        UUID id = turns.values().iterator().next().documentId();
        while (!context.getBean(EmbeddingService.class).await(tenant, List.of(id), PATIENCE)) {
            progress.accept("Conversation %s is embedded".formatted(conversation.name()));
        }
        var places = new HashMap<String, Place>();
        turns.forEach((turn, stored) -> places.put(turn, new Place(null, 0, id, stored.start(), stored.end())));
        return new Given(id, places, conversation.turns().size());
    }

    /** Each session is a conversation, of one user. */
    private Given remembered(ApplicationContext context, LocomoConversation conversation) {
        var places = new HashMap<String, Place>();
        var sessions = new LinkedHashMap<String, List<NumberedTurn>>();
        for (LocomoConversation.Turn turn : conversation.turns()) {
            String session = conversation.name() + " session " + turn.session();
            List<NumberedTurn> before = sessions.computeIfAbsent(session, name -> new ArrayList<>());
            Instant at = turn.at() == null ? null : turn.at().plusSeconds(before.size()).toInstant(ZoneOffset.UTC);
            before.add(new NumberedTurn(before.size() + 1, new Turn(turn.speaker(), at, turn.text(), turn.caption())));
            places.put(turn.id(), new Place(session, before.size(), null, 0, 0));
        }
        var memory = context.getBean(LongTermMemory.class);
        long kept = sessions.entrySet().stream().flatMap(session -> memory.remember(tenant, conversation.name(), session.getKey(), session.getValue()).stream())
                .filter(Decision::kept).count();
        return new Given(null, places, (int) kept);
    }
}
