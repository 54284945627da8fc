package palimpsest.memory.longterm;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.gate.MemoryGate.Outcome;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.text.BackReference;
import palimpsest.memory.text.BareQuestion;

/** Decisions in PostgreSQL. */
final class DecisionStore {

    private static final int NEAR = 4; // turns of a speaker that a pronoun looks back
    private static final int LONGEST_BEFORE = 300; // characters

    /** Of a turn d: it was dropped a while ago and bears out nothing. */
    private static final String DROPPED = """
            not d.kept and d.text_erased_at is null and d.decided_at < :before and coalesce(d.overruled_at, d.decided_at) < :before
            and not exists (select from memory_source s where s.tenant = d.tenant and s.decision_id = d.id)
            """;

    private final JdbcClient jdbc;

    DecisionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps everybody else, in this process or another, from a subject's memory until the transaction ends. */
    void lock(String tenant, String subject) {
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:name, 18))) held").param("name", tenant + '\n' + subject).query(Integer.class).single();
    }

    /**
     * Those that have been decided on, were forgotten, or answer one that was forgotten. Each is looked up by its key, whatever number of turns the server reckons with.
     */
    Set<CitedTurn> known(String tenant, String subject, List<ConversationTurns> said) {
        return new HashSet<>(jdbc.sql("""
                select t.conversation, t.seq from unnest((select cast(:conversations as text[])), (select cast(:seqs as bigint[])), (select cast(:answers as bigint[]))) as t (conversation, seq, answers)
                where exists (select from memory_decision d where d.tenant = :tenant and d.subject = :subject and d.conversation = t.conversation and d.seq = t.seq offset 0)
                   or exists (select from memory_forgotten f where f.tenant = :tenant and f.subject in (:subject, '') and f.conversation = t.conversation
                                and f.seq = any(array[t.seq, t.answers]) offset 0)
                """).param("tenant", tenant).param("subject", subject)
                .param("conversations", said.stream().flatMap(one -> one.turns().stream().map(turn -> one.conversation())).toArray(String[]::new))
                .param("seqs", said.stream().flatMap(one -> one.turns().stream()).map(NumberedTurn::seq).toArray(Long[]::new))
                .param("answers", said.stream().flatMap(one -> one.turns().stream()).map(NumberedTurn::answers).toArray(Long[]::new))
                .query((row, n) -> new CitedTurn(row.getString(1), row.getLong(2))).list());
    }

    /** In one statement, of one subject. @param embeddingModel of a text, where it was embedded; @return the ids of those whose turns were not there already */
    Set<UUID> insert(String tenant, List<Decision> made, UnaryOperator<String> embeddingModel) {
        if (made.isEmpty()) {
            return Set.of();
        }
        Map<String, Long> firsts = made.stream().collect(Collectors.toMap(Decision::conversation, Decision::seq, Math::min));
        return new HashSet<>(jdbc.sql("""
                insert into memory_decision (id, tenant, subject, conversation, seq, turn, speaker, said_at, text, caption, embedding, embedding_model, gate,
                                             outcome, logit, score, kept, reason, cluster_id, decided_at)
                select d.id, :tenant, d.subject, d.conversation, d.seq,
                       coalesce(b.turn, b.seq, 0) + row_number() over (partition by d.subject, d.conversation order by d.seq)
                         + (select count(*) from memory_forgotten f where f.tenant = :tenant and f.subject in (d.subject, '') and f.conversation = d.conversation and f.seq < d.seq and (b.seq is null or f.seq > b.seq)),
                       d.speaker, timestamptz 'epoch' + d.said * interval '1 microsecond', d.text, d.caption, cast(d.embedding as real[]),
                       d.model, d.gate, d.outcome, d.logit, d.score, d.kept, d.reason, d.cluster,
                       timestamptz 'epoch' + d.decided * interval '1 microsecond'
                from unnest((select cast(:ids as uuid[])), (select cast(:subjects as text[])), (select cast(:conversations as text[])), (select cast(:seqs as bigint[])),
                            (select cast(:speakers as text[])), (select cast(:said as bigint[])), (select cast(:texts as text[])), (select cast(:captions as text[])),
                            (select cast(:embeddings as text[])), (select cast(:models as text[])), (select cast(:gates as text[])), (select cast(:outcomes as text[])), (select cast(:logits as float8[])),
                            (select cast(:scores as float8[])), (select cast(:kept as boolean[])), (select cast(:reasons as text[])), (select cast(:clusters as text[])),
                            (select cast(:decided as bigint[])), (select cast(:firsts as bigint[])))
                     as d (id, subject, conversation, seq, speaker, said, text, caption, embedding, model, gate, outcome, logit, score, kept, reason, cluster, decided, first)
                left join lateral (
                    select e.seq, e.turn from memory_decision e
                    where e.tenant = :tenant and e.subject = d.subject and e.conversation = d.conversation and e.seq < d.first
                    order by e.seq desc limit 1
                ) b on true
                on conflict (tenant, subject, conversation, seq) do nothing returning id
                """)
                .param("tenant", tenant).param("models", texts(made, d -> d.embedding() == null ? null : embeddingModel.apply(d.turn().content()))).param("ids", made.stream().map(Decision::id).toArray(UUID[]::new))
                .param("subjects", texts(made, Decision::subject)).param("conversations", texts(made, Decision::conversation))
                .param("seqs", made.stream().map(Decision::seq).toArray(Long[]::new)).param("speakers", texts(made, d -> d.turn().speaker()))
                .param("said", made.stream().map(d -> micros(d.turn().at())).toArray(Long[]::new)).param("texts", texts(made, d -> d.turn().text())).param("captions", texts(made, d -> d.turn().caption()))
                .param("embeddings", texts(made, d -> d.embedding() == null ? null : literal(d.embedding()))).param("gates", texts(made, Decision::gate))
                .param("outcomes", texts(made, d -> d.outcome().name())).param("logits", made.stream().map(Decision::logit).toArray(Double[]::new))
                .param("scores", made.stream().map(Decision::score).toArray(Double[]::new)).param("kept", made.stream().map(Decision::kept).toArray(Boolean[]::new))
                .param("reasons", texts(made, Decision::reason)).param("clusters", texts(made, Decision::cluster))
                .param("decided", made.stream().map(d -> micros(d.decidedAt())).toArray(Long[]::new))
                .param("firsts", made.stream().map(d -> firsts.get(d.conversation())).toArray(Long[]::new)).query(UUID.class).list());
    }

    private static String[] texts(List<Decision> decisions, Function<Decision, String> part) {
        return decisions.stream().map(part).toArray(String[]::new);
    }

    Optional<Decision> find(String tenant, UUID id) {
        return jdbc.sql("select * from memory_decision where tenant = :tenant and id = :id").param("tenant", tenant).param("id", id)
                .query(DecisionStore::decision).optional();
    }

    /** What was said in these turns, by their ids. */
    Map<UUID, String> contents(String tenant, Collection<UUID> ids) {
        Map<UUID, String> contents = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("select id, text, caption from memory_decision where tenant = :tenant and id = any(:ids)").param("tenant", tenant)
                    .param("ids", ids.toArray(UUID[]::new)).query((ResultSet row) -> {
                        contents.put(row.getObject(1, UUID.class), new Turn(null, null, row.getString(2), row.getString(3)).content());
                    });
        }
        return contents;
    }

    Optional<Decision> ofTurn(String tenant, String subject, String conversation, long seq) {
        return jdbc.sql("select * from memory_decision where tenant = :tenant and subject = :subject and conversation = :conversation and seq = :seq")
                .param("tenant", tenant).param("subject", subject).param("conversation", conversation).param("seq", seq).query(DecisionStore::decision).optional();
    }

    /** In the order of the conversation. */
    List<Decision> ofConversation(String tenant, String subject, String conversation) {
        return jdbc.sql("select * from memory_decision where tenant = :tenant and subject = :subject and conversation = :conversation order by seq")
                .param("tenant", tenant).param("subject", subject).param("conversation", conversation).query(DecisionStore::decision).list();
    }

    /** The last turns of a conversation, oldest first. @param before a number that theirs are under */
    List<Turn> last(String tenant, String subject, String conversation, long before, int limit) {
        return jdbc.sql("""
                select speaker, said_at, text, caption from memory_decision
                where tenant = :tenant and subject = :subject and conversation = :conversation and seq < :before order by seq desc limit :limit
                """).param("tenant", tenant).param("subject", subject).param("conversation", conversation).param("before", before).param("limit", limit)
                .query((row, n) -> new Turn(row.getString(1), time(row, "said_at"), row.getString(3), row.getString(4))).list().reversed();
    }

    /** The last turns of each of these conversations, oldest first; of one without turns, none. The limit is written out: as a parameter it would make the server plan anew each time. */
    Map<String, List<Turn>> last(String tenant, String subject, Collection<String> conversations, int limit) {
        Map<String, List<Turn>> last = new HashMap<>();
        jdbc.sql("""
                select asked.name, d.speaker, d.said_at, d.text, d.caption from unnest((select cast(:conversations as text[]))) as asked (name)
                cross join lateral (
                    select seq, speaker, said_at, text, caption from memory_decision one
                    where one.tenant = :tenant and one.subject = :subject and one.conversation = asked.name order by one.seq desc limit %d
                ) d order by asked.name, d.seq
                """.formatted(limit)).param("tenant", tenant).param("subject", subject).param("conversations", conversations.toArray(String[]::new)).query((ResultSet row) -> {
                    last.computeIfAbsent(row.getString(1), name -> new ArrayList<>()).add(new Turn(row.getString(2), time(row, "said_at"), row.getString(4), row.getString(5)));
                });
        return last;
    }

    /** The turns before one in its conversation, oldest first. */
    List<Decision> before(String tenant, Decision turn, int limit) {
        return jdbc.sql("""
                select * from memory_decision where tenant = :tenant and subject = :subject and conversation = :conversation and seq < :before order by seq desc limit :limit
                """).param("tenant", tenant).param("subject", turn.subject()).param("conversation", turn.conversation()).param("before", turn.seq()).param("limit", limit)
                .query(DecisionStore::decision).list().reversed();
    }

    /** What was said in a turn. */
    record Said(String text, long seq, Instant at) {}

    /**
     * What the same speaker said before these turns in their conversations: the nearest of a few that does not itself begin with a pronoun and does not only ask. None where it was forgotten or erased, or is
     * so long that the pronoun may be of anybody.
     */
    Map<UUID, Said> before(String tenant, Collection<UUID> turns) {
        Map<UUID, Said> before = new HashMap<>();
        if (!turns.isEmpty()) {
            jdbc.sql("""
                    select d.id, b.text, b.seq, b.said_at from memory_decision d cross join lateral (
                        select e.text, e.seq, e.said_at from memory_decision e
                        where e.tenant = d.tenant and e.subject = d.subject and e.conversation = d.conversation and e.speaker = d.speaker and e.seq < d.seq
                        union all
                        select '', f.seq, null from memory_forgotten f where f.tenant = d.tenant and f.subject = d.subject and f.conversation = d.conversation and f.seq < d.seq
                        order by seq desc limit :near
                    ) b where d.tenant = :tenant and d.id = any(:ids) order by d.id, b.seq desc
                    """).param("tenant", tenant).param("ids", turns.toArray(UUID[]::new)).param("near", NEAR).query((ResultSet row) -> {
                        if (row.getString(2).isBlank() || !BackReference.opens(row.getString(2)) && !BareQuestion.is(row.getString(2))) {
                            before.putIfAbsent(row.getObject(1, UUID.class), new Said(row.getString(2), row.getLong(3), time(row, "said_at")));
                        }
                    });
            before.values().removeIf(said -> said.text().isBlank() || said.text().length() > LONGEST_BEFORE);
        }
        return before;
    }

    /** What was said in a turn after another one. @param before id of that */
    record Next(UUID before, UUID turn, String text) {}

    /** What the same speaker said in the turn right after each of these, where it is kept. Compared as a row, so that one index alone has the order, whatever number of rows the server reckons with. */
    List<Next> next(String tenant, String subject, List<MemoryRecord.Source> turns) {
        return turns.isEmpty() ? List.of() : jdbc.sql("""
                select asked.id, n.id, n.text from unnest((select cast(:ids as uuid[])), (select cast(:conversations as text[])), (select cast(:seqs as bigint[])), (select cast(:places as bigint[])),
                                                          (select cast(:speakers as text[]))) as asked (id, conversation, seq, turn, speaker)
                cross join lateral (
                    select id, subject, conversation, speaker, kept, turn, text from memory_decision one
                    where one.tenant = :tenant and (one.subject, one.conversation, one.seq) > (:subject, asked.conversation, asked.seq) order by one.subject, one.conversation, one.seq limit 1
                ) n
                where n.subject = :subject and n.conversation = asked.conversation and n.kept and n.speaker = asked.speaker and n.turn = asked.turn + 1
                """).param("tenant", tenant).param("subject", subject).param("ids", turns.stream().map(MemoryRecord.Source::decisionId).toArray(UUID[]::new))
                .param("conversations", turns.stream().map(MemoryRecord.Source::conversation).toArray(String[]::new)).param("seqs", turns.stream().map(MemoryRecord.Source::seq).toArray(Long[]::new))
                .param("places", turns.stream().map(MemoryRecord.Source::place).toArray(Long[]::new)).param("speakers", turns.stream().map(MemoryRecord.Source::speaker).toArray(String[]::new))
                .query((row, n) -> new Next(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getString(3))).list();
    }

    /** By turn, what was said that it corrects; of turns that correct nothing, none. */
    Map<UUID, String> corrected(String tenant, Collection<UUID> turns) {
        Map<UUID, String> corrected = new HashMap<>();
        jdbc.sql("select c.id, d.text from memory_decision c join memory_decision d on d.tenant = c.tenant and d.id = c.corrects where c.tenant = :tenant and c.id = any(:ids)")
                .param("tenant", tenant).param("ids", turns.toArray(UUID[]::new)).query((ResultSet row) -> {
                    corrected.put(row.getObject(1, UUID.class), row.getString(2));
                });
        return corrected;
    }

    /** Notes which turn another one corrects. */
    void corrects(String tenant, UUID correction, UUID corrected) {
        jdbc.sql("update memory_decision set corrects = :corrected where tenant = :tenant and id = :correction")
                .param("corrected", corrected).param("tenant", tenant).param("correction", correction).update();
    }

    /** Notes of a turn that was dropped at once which cluster it belongs to, once a person wants it. */
    void place(String tenant, UUID id, String cluster, double logit) {
        jdbc.sql("update memory_decision set cluster_id = :cluster, logit = :logit where tenant = :tenant and id = :id")
                .param("cluster", cluster).param("logit", logit).param("tenant", tenant).param("id", id).update();
    }

    /** @param embedding null for none, as of what is dropped */
    void embedding(String tenant, UUID id, float[] embedding, String embeddingModel) {
        jdbc.sql("update memory_decision set embedding = cast(cast(:embedding as text) as real[]), embedding_model = :model where tenant = :tenant and id = :id")
                .param("embedding", embedding == null ? null : literal(embedding), Types.VARCHAR).param("model", embedding == null ? null : embeddingModel, Types.VARCHAR)
                .param("tenant", tenant).param("id", id).update();
    }

    /** Erases the texts of turns that were dropped and bear out nothing, over all tenants. @return how many, the limit at most */
    int eraseDropped(Instant decidedBefore, Instant now, int limit) {
        Map<String, List<UUID>> dropped = jdbc.sql("select d.tenant, d.id from memory_decision d where " + DROPPED + " order by d.decided_at limit :limit")
                .param("before", time(decidedBefore)).param("limit", limit).query((row, n) -> Map.entry(row.getString(1), row.getObject(2, UUID.class))).stream()
                .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        // Looked at once more as they are erased, tenant by tenant: rows of several nodes can't be locked.
        return dropped.entrySet().stream().mapToInt(of -> jdbc.sql("""
                update memory_decision d set text = '', caption = null, embedding = null, embedding_model = null, text_erased_at = :now
                where d.tenant = :tenant and d.id = any(:ids) and\s""" + DROPPED).param("now", time(now)).param("before", time(decidedBefore))
                .param("tenant", of.getKey()).param("ids", of.getValue().toArray(UUID[]::new)).update()).sum();
    }

    /** Conversations of a subject, those first that came first. */
    List<String> conversations(String tenant, String subject) {
        return jdbc.sql("""
                select conversation from memory_decision where tenant = :tenant and subject = :subject
                group by conversation order by min(decided_at), conversation
                """)
                .param("tenant", tenant).param("subject", subject).query(String.class).list();
    }

    /** Newest first. @param conversation null for all of the subject; @param kept null for both */
    List<Decision> list(String tenant, String subject, String conversation, Boolean kept, int limit) {
        return jdbc.sql("""
                select * from memory_decision
                where tenant = :tenant and subject = :subject and (cast(:conversation as text) is null or conversation = :conversation)
                  and (cast(:kept as boolean) is null or kept = :kept)
                order by decided_at desc, seq desc limit :limit
                """).param("tenant", tenant).param("subject", subject).param("conversation", conversation).param("kept", kept).param("limit", limit)
                .query(DecisionStore::decision).list();
    }

    /** Newest first. @param kept null for both */
    List<Decision> ofCluster(String tenant, String subject, String cluster, Boolean kept, int limit) {
        return jdbc.sql("""
                select * from memory_decision
                where tenant = :tenant and subject = :subject and cluster_id = :cluster and (cast(:kept as boolean) is null or kept = :kept)
                order by decided_at desc, seq desc limit :limit
                """).param("tenant", tenant).param("subject", subject).param("cluster", cluster).param("kept", kept).param("limit", limit)
                .query(DecisionStore::decision).list();
    }

    void overrule(String tenant, UUID id, boolean keep, String by, Instant at) {
        jdbc.sql("update memory_decision set kept = :keep, overruled_by = :by, overruled_at = :at, enriched_at = null where tenant = :tenant and id = :id")
                .param("keep", keep).param("by", by).param("at", time(at)).param("tenant", tenant).param("id", id).update();
    }

    /** What a language model said of members under their cluster's rule; a person's word stays. */
    void judgedByRule(String tenant, UUID id, boolean keep) {
        jdbc.sql("update memory_decision set judged_by_rule = :keep where tenant = :tenant and id = :id")
                .param("keep", keep).param("tenant", tenant).param("id", id).update();
    }

    /** What a model said of a turn that the gate was unsure of holds, unless a person has spoken. False when one has. */
    boolean judgedNew(String tenant, UUID id, boolean keep, String reason) {
        return jdbc.sql("""
                update memory_decision set judged_by_rule = :keep, kept = :keep, reason = :reason, enrich_attempts = 0 where tenant = :tenant and id = :id and overruled_at is null
                """).param("keep", keep).param("reason", reason).param("tenant", tenant).param("id", id).update() == 1;
    }

    void enrichmentTried(String tenant, List<Decision> turns) {
        jdbc.sql("update memory_decision set enrich_attempts = enrich_attempts + 1 where tenant = :tenant and id = any(:ids)")
                .param("tenant", tenant).param("ids", turns.stream().map(Decision::id).toArray(UUID[]::new)).update();
    }

    void enriched(String tenant, List<Decision> turns, Instant at) {
        jdbc.sql("update memory_decision set enriched_at = :at where tenant = :tenant and id = any(:ids)")
                .param("at", time(at)).param("tenant", tenant).param("ids", turns.stream().map(Decision::id).toArray(UUID[]::new)).update();
    }

    /** Since 1970, rounded as the driver rounds times. */
    private static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), Math.round(instant.getNano() / 1000.0));
    }

    static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** An array of PostgreSQL as text: with boxed numbers the driver makes such a text, too, and an object of each number before. */
    static String literal(float[] vector) {
        var literal = new StringBuilder(vector.length * 12).append('{');
        for (int i = 0; i < vector.length; i++) {
            literal.append(i == 0 ? "" : ",").append(vector[i]);
        }
        return literal.append('}').toString();
    }

    static float[] floats(Array array) throws SQLException {
        if (array == null) {
            return null;
        }
        Float[] boxed = (Float[]) array.getArray();
        float[] vector = new float[boxed.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = boxed[i];
        }
        return vector;
    }

    static Decision decision(ResultSet row, int n) throws SQLException {
        return new Decision(row.getObject("id", UUID.class), row.getString("subject"), row.getString("conversation"), row.getLong("seq"),
                new Turn(row.getString("speaker"), time(row, "said_at"), row.getString("text"), row.getString("caption")), floats(row.getArray("embedding")),
                row.getString("gate"), Outcome.valueOf(row.getString("outcome")), row.getDouble("logit"), row.getDouble("score"), row.getBoolean("kept"), row.getString("reason"),
                row.getString("cluster_id"), row.getString("overruled_by"), time(row, "overruled_at"), time(row, "decided_at"), time(row, "text_erased_at"));
    }
}
