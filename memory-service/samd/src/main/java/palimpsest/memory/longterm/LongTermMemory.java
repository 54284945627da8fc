package palimpsest.memory.longterm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.NearestIndex;
import palimpsest.memory.gate.Cluster;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.MemoryNeeds;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.PostgresNoteStore;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.text.StorableText;

/**
 * What is remembered of conversations. A turn is judged by a gate and, when kept, searchable as soon as {@link #remember} returns; no
 * language model stands in the way. Every call is scoped by tenant: another tenant's id is as good as unknown.
 */
public final class LongTermMemory {

    private static final int ERASED_AT_ONCE = 500;
    private static final int EMBEDDED_AT_ONCE = 16;

    /** Of a subject with more records than these the nearest come from an index, which is there as soon as all subjects have more together. */
    public static final int COMPARED = RecordSearch.FEW;

    private final TransactionTemplate transaction;
    private final MemoryVectors embeddings;
    private final Clock clock;
    private final DecisionStore decisions;
    private final ClusterStore clusters;
    private final EnrichmentLeases leases;
    private final RecordStore records;
    private final RecordSearch search;
    private final Recording recording;
    private final Judging judging;
    private final Forgetting forgetting;
    private final MemoryNeeds needs;
    private final SubjectLocks locks;
    private final TakingIn takingIn;
    private final Corrections corrections;
    private final TurnLinks links;
    private final boolean associative;

    /**
     * @param settings how it is set
     * @param embedder null to search by words and judge without embeddings
     * @param reranker null for none
     */
    public LongTermMemory(JdbcClient jdbc, TransactionTemplate transaction, Embedder embedder, Reranker reranker, Settings settings, Clock clock) {
        this(jdbc, transaction, embedder, reranker, new PostgresNoteStore(jdbc), inTable(jdbc), settings, clock);
    }

    /**
     * The same.
     *
     * @param notes    from which those of a person go who is forgotten
     * @param feedback likewise
     */
    public LongTermMemory(JdbcClient jdbc, TransactionTemplate transaction, Embedder embedder, Reranker reranker, NoteStore notes, FeedbackErasure feedback, Settings settings,
                          Clock clock) {
        this.transaction = transaction;
        this.embeddings = new MemoryVectors(embedder);
        this.clock = clock;
        this.needs = settings.needs();
        this.decisions = new DecisionStore(jdbc);
        this.clusters = new ClusterStore(jdbc);
        this.leases = new EnrichmentLeases(jdbc);
        this.records = new RecordStore(jdbc, settings.language());
        this.links = new TurnLinks(jdbc);
        this.associative = settings.associative();
        this.search = new RecordSearch(jdbc, records, settings.language(), reranker, settings.links(), associative ? links : null, RecordSearch.FEW);
        this.recording = new Recording(records, embeddings);
        this.judging = new Judging(decisions, clusters, settings);
        this.locks = new SubjectLocks(transaction, decisions);
        this.takingIn = new TakingIn(transaction, locks, decisions, judging, recording, embeddings, NearestIndex.ofRecords(jdbc, COMPARED), clock);
        this.corrections = new Corrections(locks, decisions, records, recording, judging, takingIn, embeddings, clock);
        this.forgetting = new Forgetting(jdbc, transaction, decisions, records, recording, judging, links, notes, feedback);
    }

    /** Where the product keeps feedback unless an application brings a store of its own. */
    private static FeedbackErasure inTable(JdbcClient jdbc) {
        return (tenant, conversations) -> jdbc.sql("delete from meta_feedback where tenant = :tenant and conversation_id = any(:conversations)").param("tenant", tenant)
                .param("conversations", conversations.toArray(UUID[]::new)).update();
    }

    /**
     * @param profile   numbers of the fitted gate
     * @param threshold from which a turn is kept; null for the profile's
     * @param gate      judges in place of the fitted one; null for that
     * @param language  PostgreSQL text search configuration that stems words
     * @param links     whether what was said right before and after a found turn is found with it
     * @param needs     what the application wants remembered; moves the fitted gate, and a language model is told
     * @param associative whether turns that an answer cites together are linked, and recall follows these links
     */
    public record Settings(GateProfile profile, Double threshold, MemoryGate gate, String language, boolean links, MemoryNeeds needs, boolean associative) {

        public Settings(GateProfile profile, Double threshold, MemoryGate gate, String language, boolean links, MemoryNeeds needs) {
            this(profile, threshold, gate, language, links, needs, false);
        }

        public Settings(GateProfile profile, Double threshold, MemoryGate gate, String language, boolean links) {
            this(profile, threshold, gate, language, links, MemoryNeeds.NONE);
        }

        public Settings(GateProfile profile, Double threshold, MemoryGate gate, String language) {
            this(profile, threshold, gate, language, false);
        }
    }

    /** Judges a text by itself: the application's gate, or the fitted one under the application's needs, without the criteria of anybody's clusters. Reads and embeds nothing. */
    public MemoryGate gate() {
        return judging.gate();
    }

    DecisionStore decisions() {
        return decisions;
    }

    /** What the application wants remembered, for a prompt; empty when it said nothing. */
    String needs() {
        return needs.entries().isEmpty() ? "" : "\nWhat the application wants remembered:\n"
                + needs.entries().stream().map(entry -> "- " + entry.replace('\n', ' ') + "\n").collect(Collectors.joining());
    }

    ClusterStore clusterStore() {
        return clusters;
    }

    EnrichmentLeases leases() {
        return leases;
    }

    RecordStore records() {
        return records;
    }

    Recording recording() {
        return recording;
    }

    Judging judging() {
        return judging;
    }

    Clock clock() {
        return clock;
    }

    void exclusively(String tenant, String subject, Runnable work) {
        exclusively(tenant, subject, () -> {
            work.run();
            return null;
        });
    }

    /** Brings records and vector in line with a decision that was changed; in the caller's transaction. */
    void settled(String tenant, Decision turn, boolean keep, Instant now) {
        corrections.settled(tenant, turn, keep, now);
    }

    /** Runs in a transaction while nobody else writes to the subject's memory, in this process or another. */
    <T> T exclusively(String tenant, String subject, Supplier<T> work) {
        return locks.exclusively(tenant, subject, work);
    }

    List<float[]> embed(List<String> texts) {
        return embeddings.of(texts);
    }

    // --- taking in

    /**
     * Judges turns and keeps those worth it. A turn of the subject that is known by its conversation and number, or was forgotten, is
     * passed over, so that a sender may repeat itself.
     *
     * @param subject      whose memory it is
     * @param conversation any name of it
     * @param turns        in order; without a time they get the present one
     * @return the decisions on turns that were new
     * @throws IllegalArgumentException when the database can't hold a name; in what is said, U+FFFD takes the place of such characters
     */
    public List<Decision> remember(String tenant, String subject, String conversation, List<NumberedTurn> turns) {
        return takingIn.remember(tenant, subject, conversation, turns);
    }

    /** Reads what {@link #remember(TakeIn, Runnable)} needs; joins the transaction in progress, so that a caller reads in it what else it needs. */
    public TakeIn begin(String tenant, String subject, List<ConversationTurns> said) {
        return takingIn.begin(tenant, subject, said);
    }

    /**
     * Judges the turns and keeps those worth it, as {@link #remember(String, String, String, List)} does.
     *
     * @param alongside joins the transaction that stores the decisions; run once, also when there is nothing to store
     */
    public List<Decision> remember(TakeIn taken, Runnable alongside) {
        return takingIn.remember(taken, alongside);
    }

    /**
     * Learns that turns are useful: the criteria of their clusters move. Turns that are not known are passed over. Joins the transaction in
     * progress.
     *
     * @param cited each as often as an answer cites it
     */
    public void learnFromUse(String tenant, String subject, List<CitedTurn> cited) {
        if (!cited.isEmpty()) {
            transaction.executeWithoutResult(status -> {
                decisions.lock(tenant, subject);
                judging.learn(tenant, subject, cited);
            });
        }
    }

    /**
     * Links the turns that one answer cites, so that recall finds them together; nothing where memory is not {@linkplain Settings#associative associative}. Joins the
     * transaction in progress.
     *
     * @param run   whose answer it is; it counts once
     * @param cited of the subject; others are passed over
     */
    public void citedTogether(String tenant, String subject, UUID run, List<CitedTurn> cited) {
        if (associative) {
            transaction.executeWithoutResult(status -> links.record(tenant, subject, run, cited, clock.instant()));
        }
    }

    // --- finding

    /** What is remembered about a query, best first. @throws IllegalArgumentException when the query is blank */
    public List<Recall.Found> recall(String tenant, Recall recall) {
        return recall(tenant, recall.query(), () -> recall, found -> null).found();
    }

    /** @param beside what was read with it */
    record Recalled<T>(List<Recall.Found> found, T beside) {}

    /**
     * The same with what else is needed of what was found; one transaction for all that is read, and none while a model works.
     *
     * @param asked  made in that transaction, with this query
     * @param beside read in it of all that may be among the best
     */
    <T> Recalled<T> recall(String tenant, String query, Supplier<Recall> asked, Function<RecordSearch.Looked, T> beside) {
        if (query == null || query.isBlank()) {
            throw new IllegalArgumentException("The query is empty: write what is looked for.");
        }
        String storable = StorableText.clean(query).value();
        float[] vector = embeddings.ofQuery(storable);
        record Read<T>(Recall recall, List<Recall.Found> found, T beside) {}
        Read<T> read = transaction.execute(status -> {
            Recall recall = asked.get().with(storable);
            StorableText.required("subject", recall.subject());
            RecordSearch.Looked looked = search.found(tenant, recall, vector, embeddings.modelOf(storable), clock.instant());
            return new Read<>(recall, looked.found(), beside.apply(looked));
        });
        return new Recalled<>(search.reranked(read.recall(), read.found()), read.beside());
    }

    /**
     * Records believed at a time, newest first.
     *
     * @param kind    null for all
     * @param validAt true then; null for whenever
     * @param knownAt believed then; null for now
     */
    public List<MemoryRecord> list(String tenant, String subject, Kind kind, Instant validAt, Instant knownAt, int limit) {
        return records.list(tenant, subject, kind, validAt, knownAt == null ? clock.instant() : knownAt, limit);
    }

    public Optional<MemoryRecord> find(String tenant, UUID id) {
        return records.find(tenant, id);
    }

    /** Notes that somebody has confirmed a record. @throws NoSuchElementException when there is none */
    public MemoryRecord verify(String tenant, UUID id, String by) {
        records.verify(tenant, records.required(tenant, id).id(), by);
        return records.required(tenant, id);
    }

    /**
     * Puts a record in another's place: the old one is closed, not deleted.
     *
     * @param from   since when the new text is true; null for now
     * @param source the turn that says so, of the same subject
     * @throws NoSuchElementException   when there is no such record or turn
     * @throws IllegalArgumentException when the record was replaced already
     */
    public MemoryRecord replace(String tenant, UUID id, String given, Instant from, UUID source) {
        return corrections.replace(tenant, id, given, from, source);
    }

    // --- deciding

    public Optional<Decision> decision(String tenant, UUID id) {
        return decisions.find(tenant, id);
    }

    /** Newest first. @param conversation null for all; @param kept null for both */
    public List<Decision> decisions(String tenant, String subject, String conversation, Boolean kept, int limit) {
        return decisions.list(tenant, subject, conversation, kept, limit);
    }

    /** Of the turns of a cluster, newest first. @param kept null for both */
    public List<Decision> decisionsOfCluster(String tenant, String subject, String cluster, Boolean kept, int limit) {
        return decisions.ofCluster(tenant, subject, cluster, kept, limit);
    }

    /**
     * A person's word on a turn: it is stored or no longer believed, and the criterion of its cluster moves.
     *
     * @throws NoSuchElementException   when there is no such decision
     * @throws IllegalArgumentException when the turn is to be kept, and its text was erased
     */
    public Decision overrule(String tenant, UUID id, boolean keep, String by) {
        return corrections.overrule(tenant, id, keep, by);
    }

    /**
     * Keeps a turn and a fact that it says, on a person's word.
     *
     * @param by who says that it is to be kept
     * @return the id of the record that holds the fact
     */
    public UUID keepFact(String tenant, String subject, String conversation, NumberedTurn said, String given, Kind kind, String by) {
        return corrections.keepFact(tenant, subject, conversation, said, given, kind, by);
    }

    /** Ids of the subject's records that begin so. */
    List<UUID> named(String tenant, String subject, String beginning) {
        return records.named(tenant, subject, beginning);
    }

    /** Clusters of a subject's turns, each with its criterion. */
    public List<Cluster> clusters(String tenant, String subject) {
        return clusters.all(tenant, subject);
    }

    /** By cluster, what its criterion was fitted to; a cluster of whose members nothing is known is left out. */
    public Map<String, CriterionBasis> criterionBases(String tenant, String subject) {
        return clusters.bases(tenant, subject);
    }

    /** The gating unit of the configured profile, for a replay. @param threshold null for the profile's */
    public MemoryGate fittedGate(Double threshold) {
        return judging.unit(threshold);
    }

    /** What another gate would have decided. */
    public record Replayed(Decision decision, MemoryGate.Verdict verdict) {}

    /** Judges all turns of a subject whose text is there anew, in their order, by a gate's first look. Changes nothing. @param conversation null for all */
    public List<Replayed> replay(String tenant, String subject, String conversation, MemoryGate gate) {
        var replayed = new ArrayList<Replayed>();
        for (String name : conversation == null ? decisions.conversations(tenant, subject) : List.of(conversation)) {
            var before = new Dialogue();
            for (Decision decision : decisions.ofConversation(tenant, subject, name).stream().filter(turn -> turn.textErasedAt() == null).toList()) {
                replayed.add(new Replayed(decision, gate.judge(new Interaction(decision.turn(), decision.embedding(), before))));
                before.add(decision.turn());
            }
        }
        return replayed;
    }

    /**
     * Embeds all records anew whose vectors another model made than the one that embeds their texts now. In the scope of all tenants.
     *
     * @param stop asked between batches
     * @return how many
     */
    int embedAnew(BooleanSupplier stop) {
        int embedded = 0;
        var looked = new AtomicReference<>(new UUID(0, 0));
        UUID from;
        do {
            from = looked.get();
            List<RecordStore.Misplaced> misplaced = embeddings.models() == null ? List.of() : records.misplaced(embeddings.models(), from, EMBEDDED_AT_ONCE, looked::set);
            List<float[]> vectors = misplaced.isEmpty() ? List.of() : embeddings.required(misplaced.stream().map(RecordStore.Misplaced::text).toList());
            transaction.executeWithoutResult(status -> {
                for (int i = 0; i < misplaced.size(); i++) {
                    records.embedded(misplaced.get(i), vectors.get(i), embeddings.modelOf(misplaced.get(i).text()));
                }
            });
            embedded += misplaced.size();
        } while (!looked.get().equals(from) && !stop.getAsBoolean());
        return embedded;
    }

    // --- forgetting

    /** Erases the texts of turns of all tenants that were dropped so long ago. @return how many */
    public int eraseDropped(Duration after) {
        Instant now = clock.instant();
        int erased = 0;
        int last;
        do { // in small transactions, so that nobody waits for long
            last = transaction.execute(status -> decisions.eraseDropped(now.minus(after), now, ERASED_AT_ONCE));
            erased += last;
        } while (last == ERASED_AT_ONCE);
        return erased;
    }

    /** Erases turns and everything derived from them, for good. @throws NoSuchElementException when there is nothing to erase */
    public Receipt forget(String tenant, Forget what, String by) {
        Receipt receipt = exclusively(tenant, what.subject(), () -> forgetting.forget(tenant, what, by, clock.instant()));
        search.forget(tenant, what.subject());
        return receipt;
    }

    /** Newest first. @param subject null for all of the tenant */
    public List<Receipt> receipts(String tenant, String subject) {
        return forgetting.receipts(tenant, subject);
    }
}
