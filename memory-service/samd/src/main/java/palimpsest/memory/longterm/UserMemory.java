package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.ConversationCursor.Origins;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.longterm.MemoryRecord.Source;
import palimpsest.memory.text.BackReference;

/** Long-term memory as a conversation of the runtime uses it: that of the conversation's user. */
public final class UserMemory {

    /** Speaker of what a user says to the runtime. */
    public static final String USER = "user";

    private static final int MOST_FILTERED = 200;
    private static final int MOST_CORRECTED = 3; // times that one thing is corrected

    private final LongTermMemory memory;
    private final ConversationCursor conversations;

    public UserMemory(LongTermMemory memory, ConversationCursor conversations) {
        this.memory = memory;
        this.conversations = conversations;
    }

    /**
     * What is looked for.
     *
     * @param kind    null for all
     * @param validAt what was true then; null for now
     * @param knownAt as it was believed then; null for now
     */
    public record Query(String text, Kind kind, Instant validAt, Instant knownAt, int limit) {}

    /** @throws IllegalArgumentException when the query is blank */
    public RecalledItems recall(String tenant, UUID conversation, Query query) {
        int limit = query.kind() == null ? query.limit() : MOST_FILTERED;
        var recalled = memory.recall(tenant, query.text(), () -> new Recall(conversations.subject(tenant, conversation), query.text(), query.validAt(), query.knownAt(), limit),
                looked -> sources(tenant, looked.found().stream().map(Recall.Found::record).toList(), looked.corrected(), query.knownAt()));
        var items = new LinkedHashMap<UUID, MemoryItem>();
        recalled.found().stream().filter(Recall.Found::bears).map(Recall.Found::record).filter(record -> query.kind() == null || record.kind() == query.kind())
                .limit(query.limit()).forEach(record -> add(record, null, recalled.beside(), items));
        return new RecalledItems(List.copyOf(items.values()), Recall.Found.reranked(recalled.found()));
    }

    /** Right behind what was said stands what corrects it or goes on from it, which has none of the words that it was found by. */
    private static void add(MemoryRecord record, UUID corrected, Sources sources, Map<UUID, MemoryItem> items) {
        if (corrected != null || !items.containsKey(record.id())) {
            items.remove(record.id());
            items.put(record.id(), item(record, corrected, sources));
            sources.corrections().getOrDefault(record.id(), List.of()).forEach(correction -> add(correction, record.id(), sources, items));
            sources.goingOn().getOrDefault(record.id(), List.of()).forEach(next -> items.computeIfAbsent(next.id(), id -> item(next, null, sources)));
        }
    }

    /**
     * @param corrections by record, what corrects it
     * @param origins  titles of conversations, and which answers of the agent are its own
     * @param contents of the turns that something was derived from
     * @param before   by turn, what its pronoun is of
     * @param goingOn  by record, what the user told right after it that is of it
     */
    private record Sources(Map<UUID, List<MemoryRecord>> corrections, Origins origins, Map<UUID, String> contents, Map<UUID, DecisionStore.Said> before, Map<UUID, List<MemoryRecord>> goingOn) {}

    private Sources sources(String tenant, List<MemoryRecord> found, Set<UUID> corrected, Instant knownAt) {
        if (found.isEmpty()) {
            return new Sources(Map.of(), Origins.NONE, Map.of(), Map.of(), Map.of());
        }
        Instant known = knownAt == null ? memory.clock().instant() : knownAt;
        Map<UUID, List<MemoryRecord>> corrections = corrections(tenant, found, corrected, known);
        List<Source> said = Stream.concat(found.stream(), corrections.values().stream().flatMap(List::stream)).map(record -> record.sources().getFirst()).toList();
        return new Sources(corrections, conversations.origins(tenant, said.stream().map(Source::conversation).toList(),
                said.stream().filter(source -> source.speaker().equals(Turn.ASSISTANT)).map(UserMemory::turn).toList()), memory.decisions().contents(tenant, found.stream().filter(UserMemory::isDerived).map(record -> record.sources().getFirst().decisionId()).toList()),
                memory.decisions().before(tenant, found.stream().filter(record -> record.sources().getFirst().speaker().equals(USER) && BackReference.opens(record.text()))
                        .map(record -> record.sources().getFirst().decisionId()).toList()),
                goingOn(tenant, found, known));
    }

    /** Also of what corrects. @param corrected those of them that something corrects */
    private Map<UUID, List<MemoryRecord>> corrections(String tenant, List<MemoryRecord> found, Set<UUID> corrected, Instant knownAt) {
        var corrections = new HashMap<UUID, List<MemoryRecord>>();
        List<UUID> looked = found.stream().map(MemoryRecord::id).filter(corrected::contains).toList();
        for (int depth = 0; depth < MOST_CORRECTED && !looked.isEmpty(); depth++) {
            List<RecordStore.Correcting> correcting = memory.records().correcting(tenant, looked, knownAt).stream().filter(one -> !corrections.containsKey(one.correcting())).toList();
            Map<UUID, MemoryRecord> records = memory.records().findAll(tenant, correcting.stream().map(RecordStore.Correcting::correcting).toList(), 1).stream()
                    .collect(Collectors.toMap(MemoryRecord::id, record -> record));
            correcting.forEach(one -> corrections.computeIfAbsent(one.corrected(), id -> new ArrayList<>()).add(records.get(one.correcting())));
            looked = List.copyOf(records.keySet());
        }
        return corrections;
    }

    /** "That's on the 14th." has no word of what it is of. */
    private Map<UUID, List<MemoryRecord>> goingOn(String tenant, List<MemoryRecord> found, Instant known) {
        List<MemoryRecord> told = found.stream().filter(record -> record.sources().getFirst().speaker().equals(USER)).toList();
        List<DecisionStore.Next> next = told.isEmpty() ? List.of() : memory.decisions().next(tenant, told.getFirst().subject(), told.stream().map(record -> record.sources().getFirst()).toList()).stream()
                .filter(one -> BackReference.pointsBack(one.text())).toList();
        Map<UUID, UUID> utterances = memory.records().utterances(tenant, next.stream().map(DecisionStore.Next::turn).toList(), known);
        Map<UUID, MemoryRecord> records = memory.records().findAll(tenant, List.copyOf(utterances.values()), 1).stream().collect(Collectors.toMap(MemoryRecord::id, record -> record));
        Map<UUID, List<MemoryRecord>> byTurn = next.stream().filter(one -> utterances.containsKey(one.turn()))
                .collect(Collectors.groupingBy(DecisionStore.Next::before, Collectors.mapping(one -> records.get(utterances.get(one.turn())), Collectors.toList())));
        return told.stream().filter(record -> byTurn.containsKey(record.sources().getFirst().decisionId()))
                .collect(Collectors.toMap(MemoryRecord::id, record -> byTurn.get(record.sources().getFirst().decisionId()), (one, same) -> one));
    }

    private static CitedTurn turn(Source said) {
        return new CitedTurn(said.conversation(), said.seq());
    }

    private static boolean isDerived(MemoryRecord record) {
        return record.kind() != Kind.UTTERANCE;
    }

    /** @param corrected null where it corrects none of what was found */
    private static MemoryItem item(MemoryRecord record, UUID corrected, Sources sources) {
        Source said = record.sources().getFirst();
        DecisionStore.Said before = sources.before().get(said.decisionId());
        String content = isDerived(record) ? sources.contents().get(said.decisionId()) : null;
        String words = content == null ? record.text() : span(content, said);
        Map<String, String> titles = sources.origins().titles();
        boolean ours = titles.containsKey(said.conversation());
        return new MemoryItem(record.id(), record.kind().name().toLowerCase(Locale.ROOT), record.text(), words, said.speaker(), said.saidAt(), said.conversation(),
                titles.getOrDefault(said.conversation(), said.conversation()), said.seq(), said.turn() == null || said.turn() == said.seq() ? null : said.turn(), said.start(), record.standing().name().toLowerCase(Locale.ROOT),
                record.valid().from(), record.valid().to(), corrected == null ? null : MemoryItem.reference(corrected), before == null ? null : before.text(),
                before == null ? null : new MemoryItem.TurnAt(before.seq(), before.at()), ours && (said.speaker().equals(USER) || said.speaker().equals(Turn.ASSISTANT) && sources.origins().withoutOutsideText().contains(turn(said))));
    }

    private static String span(String text, Source said) {
        return text.substring(text.offsetByCodePoints(0, said.start()), text.offsetByCodePoints(0, said.end()));
    }

    /**
     * Keeps a fact on the word of the conversation's user, whatever the gate would say.
     *
     * @param seq   number of the user's message
     * @param said  the message, from which the fact comes
     * @return the record's id
     */
    public UUID keep(String tenant, UUID conversation, long seq, String said, String fact, Kind kind) {
        String subject = conversations.subject(tenant, conversation);
        return memory.keepFact(tenant, subject, conversation.toString(), new NumberedTurn(seq, new Turn(USER, null, said)), fact, kind, "agent");
    }

    /**
     * Forgets everything that a record comes from.
     *
     * @param reference as {@link MemoryItem#reference()} gives it, or the whole id
     * @throws NoSuchElementException when nothing is remembered under it
     */
    public Receipt forget(String tenant, UUID conversation, String reference) {
        String subject = conversations.subject(tenant, conversation);
        List<UUID> found = memory.named(tenant, subject, reference);
        if (found.size() != 1) {
            throw new NoSuchElementException(found.isEmpty() ? "Nothing is remembered under " + reference + "." : "Several memories begin with " + reference + ".");
        }
        return memory.forget(tenant, new Forget(subject, null, new ArrayList<>(), found.getFirst()), "agent");
    }
}
