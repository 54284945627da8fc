package palimpsest.memory.longterm;

import static palimpsest.memory.longterm.DecisionStore.time;

import com.pgvector.PGvector;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.embed.VectorModels;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.longterm.MemoryRecord.Source;
import palimpsest.memory.longterm.MemoryRecord.Standing;
import palimpsest.memory.retrieve.SearchWords;
import palimpsest.memory.temporal.SpokenTime;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Records in PostgreSQL. Whatever changes several rows runs in the caller's transaction. */
final class RecordStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double SAME_MEANING = 0.95;
    private static final String NEGATION = "( |^)(not|no|never|t|none|nor)( |$)";
    /** Those of the turns that another one corrects. A part of its own, worked out before rows are added: Citus mixes up the columns of what is added otherwise. */
    private static final String CORRECTIONS = """
            corrections as materialized (
                select corrects from memory_decision where tenant = :tenant and corrects = any(cast((select cast(:decisions as uuid[])) as uuid[]))
            )""";
    /** Of a record whose words or stems are those of a text: of its name, and of the key, the key's hash and the vector of the text. */
    private static final String SAYS_THE_SAME = """
            split_part(%1$s.text_key, '|', 1) = split_part(%2$s, '|', 1)
            and (%1$s.text_hash = %3$s
                 or (%4$s is not null and %1$s.embedding is not null and vector_dims(%1$s.embedding) = vector_dims(%4$s)
                     and (%1$s.text_key ~ :negation) = (%2$s ~ :negation)
                     and 1 - (%1$s.embedding <=> %4$s) >= :same))""";
    private static final int ALL_SOURCES = Integer.MAX_VALUE;

    private final JdbcClient jdbc;
    private final String textConfig;

    /** @param textConfig PostgreSQL text search configuration that stems words */
    RecordStore(JdbcClient jdbc, String textConfig) {
        this.jdbc = jdbc;
        this.textConfig = textConfig;
    }

    /** With its sources. @param speaker of the first source, part of the key by which duplicates are found; @param embedding null for none */
    void insert(String tenant, MemoryRecord r, String speaker, float[] embedding, String embeddingModel) {
        withSources("""
                insert into memory_record (id, tenant, subject, kind, text, text_key, standing, confidence, valid_from, valid_to, learned_at, retired_at,
                                           replaced_by, closed_by, verified_by, times, lexemes, words, embedding, dimensions, embedding_model, text_hash, stem_hash)
                values (:id, :tenant, :subject, :kind, :text, :key, :standing, :confidence, :validFrom, :validTo, :learned, :retired, :replacedBy, :closedBy,
                        :verifiedBy, :times, to_tsvector(cast(:config as regconfig), :prepared), :words, cast(:embedding as vector), :dimensions, :model,
                        md5(:key), md5(cast(strip(to_tsvector(cast(:config as regconfig), :prepared)) as text)))
                """, tenant, r)
                .param("subject", r.subject()).param("kind", r.kind().name()).param("text", r.text())
                .param("key", TextKey.of(speaker, r.text())).param("standing", r.standing().name()).param("confidence", r.confidence())
                .param("validFrom", time(r.valid().from())).param("validTo", time(r.valid().to())).param("learned", time(r.known().from()))
                .param("retired", time(r.known().to())).param("replacedBy", r.replacedBy()).param("closedBy", r.closedBy()).param("verifiedBy", r.verifiedBy())
                .param("times", JSON.writeValueAsString(r.times())).param("config", textConfig).param("prepared", searched(r, speaker))
                .param("words", SearchWords.locate(r.text()).size()).param("embedding", embedding == null ? null : new PGvector(embedding).getValue())
                .param("dimensions", embedding == null ? null : embedding.length).param("model", embedding == null ? null : embeddingModel).update();
    }

    /** Stores the closed copy of a record that is replaced, with the words and the vector of that. */
    void insertCopy(String tenant, MemoryRecord copy, UUID original) {
        withSources("""
                insert into memory_record (id, tenant, subject, kind, text, text_key, standing, confidence, valid_from, valid_to, learned_at, closed_by, copy_of,
                                           verified_by, times, lexemes, words, embedding, dimensions, embedding_model, text_hash, stem_hash)
                select :id, tenant, subject, kind, text, text_key, standing, confidence, valid_from, :validTo, :learned, :closedBy, id,
                       verified_by, times, lexemes, words, embedding, dimensions, embedding_model, text_hash, stem_hash
                from memory_record where tenant = :tenant and id = :original
                """, tenant, copy).param("validTo", time(copy.valid().to())).param("learned", time(copy.known().from()))
                .param("closedBy", copy.closedBy()).param("original", original).update();
    }

    /** In one message. @param insert of the record, as {@code :id} of {@code :tenant}; it may insert none, which has no sources then */
    private JdbcClient.StatementSpec withSources(String insert, String tenant, MemoryRecord r) {
        List<Source> sources = r.sources();
        return jdbc.sql("""
                with made as (
                %s returning id),
                %s
                insert into memory_source (record_id, decision_id, tenant, char_start, char_end, corrected)
                select made.id, s.decision, :tenant, s.char_start, s.char_end, exists (select from corrections c where c.corrects = s.decision) from made
                cross join unnest((select cast(:decisions as uuid[])), (select cast(:starts as integer[])), (select cast(:ends as integer[]))) s (decision, char_start, char_end)
                on conflict do nothing
                """.formatted(insert, CORRECTIONS)).param("id", r.id()).param("tenant", tenant).param("decisions", sources.stream().map(Source::decisionId).toArray(UUID[]::new))
                .param("starts", sources.stream().map(Source::start).toArray(Integer[]::new)).param("ends", sources.stream().map(Source::end).toArray(Integer[]::new));
    }

    /** A record whose vector another model made than the one that embeds its text. */
    record Misplaced(String tenant, UUID id, String text) {}

    /**
     * Of all tenants, in the order of their ids, from the first after {@code after}.
     *
     * @param models that are in use
     * @param looked takes the id of the last one that was looked at, misplaced or not; without a call there are none left
     */
    List<Misplaced> misplaced(VectorModels models, UUID after, int limit, Consumer<UUID> looked) {
        return jdbc.sql("""
                select tenant, id, text, embedding_model from memory_record
                where id > :after and embedding_model is not null
                  and (embedding_model <> all(:models) or :byLanguage and (embedding_model = :chinese) <> (text ~ :han))
                order by id limit :limit
                """).param("after", after).param("models", models.ids().toArray(String[]::new)).param("byLanguage", models.isByLanguage())
                .param("chinese", models.chinese()).param("han", VectorModels.HAN).param("limit", limit)
                .query((row, n) -> {
                    looked.accept(row.getObject(2, UUID.class));
                    return models.modelOf(row.getString(3)).equals(row.getString(4)) ? null : new Misplaced(row.getString(1), row.getObject(2, UUID.class), row.getString(3));
                }).list().stream().filter(Objects::nonNull).toList();
    }

    /** Stores another vector of a record's text. */
    void embedded(Misplaced record, float[] embedding, String embeddingModel) {
        jdbc.sql("update memory_record set embedding = cast(:embedding as vector), dimensions = :dimensions, embedding_model = :model where tenant = :tenant and id = :id")
                .param("embedding", new PGvector(embedding).getValue()).param("dimensions", embedding.length).param("model", embeddingModel)
                .param("tenant", record.tenant()).param("id", record.id()).update();
    }

    /** The text with its speaker and the dates that it speaks of, so that a search for a month finds "last Friday". */
    private static String searched(MemoryRecord record, String speaker) {
        var text = new StringBuilder(speaker).append(' ').append(record.text());
        for (SpokenTime time : record.times()) {
            text.append(' ').append(time.from().getDayOfMonth()).append(' ').append(time.from().getMonth()).append(' ').append(time.from().getYear());
        }
        return SearchWords.prepare(text.toString());
    }

    void addSource(String tenant, UUID record, Source source) {
        jdbc.sql("""
                with corrections as materialized (select 1 from memory_decision where tenant = :tenant and corrects = :decision)
                insert into memory_source (record_id, decision_id, tenant, char_start, char_end, corrected)
                select cast(:record as uuid), cast(:decision as uuid), :tenant, cast(:start as integer), cast(:end as integer), exists (select from corrections) on conflict do nothing
                """)
                .param("record", record).param("decision", source.decisionId()).param("tenant", tenant).param("start", source.start())
                .param("end", source.end()).update();
    }

    /** Closes what is believed. */
    void retire(String tenant, UUID id, Instant at, UUID replacedBy) {
        jdbc.sql("update memory_record set retired_at = :at, replaced_by = :by where tenant = :tenant and id = :id and retired_at is null")
                .param("at", time(at)).param("by", replacedBy).param("tenant", tenant).param("id", id).update();
    }

    void verify(String tenant, UUID id, String by) {
        jdbc.sql("update memory_record set standing = 'VERIFIED', confidence = 1, verified_by = :by where tenant = :tenant and id = :id")
                .param("by", by).param("tenant", tenant).param("id", id).update();
    }

    /**
     * The believed record that says the same: the same words of the same speaker, or the same stems and nearly the same vector; and in
     * both cases the same dates, since "yesterday" said twice means two days.
     */
    Optional<UUID> duplicate(String tenant, MemoryRecord r, String speaker, float[] embedding) {
        return jdbc.sql("""
                select id from memory_record
                where tenant = :tenant and subject = :subject and kind = :kind and retired_at is null and valid_to is null
                  and times = :times and (text_hash = md5(:key) or stem_hash = md5(cast(strip(to_tsvector(cast(:config as regconfig), :prepared)) as text)))
                  and %s
                order by learned_at limit 1
                """.formatted(SAYS_THE_SAME.formatted("memory_record", ":key", "md5(:key)", "cast(:vector as vector)"))).param("tenant", tenant).param("subject", r.subject()).param("kind", r.kind().name()).param("times", JSON.writeValueAsString(r.times()))
                .param("key", TextKey.of(speaker, r.text())).param("vector", embedding == null ? null : new PGvector(embedding).getValue())
                .param("config", textConfig).param("prepared", searched(r, speaker)).param("negation", NEGATION)
                .param("same", SAME_MEANING).query(UUID.class).optional();
    }

    /**
     * What a turn says.
     *
     * @param record    that would hold it, with this turn as its only source
     * @param speaker   of the turn
     * @param embedding null for none
     */
    record Told(MemoryRecord record, String speaker, float[] embedding) {}

    /**
     * Stores the sources of those whose words a believed record holds already, as {@link #duplicate} finds it, with that record; in one message.
     *
     * @return the ids of these turns
     */
    Set<UUID> addedToKnown(String tenant, String subject, List<Told> told) {
        if (told.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql("""
                with told as materialized (
                    select t.decision, t.char_end, t.kind, t.times, t.key, cast(t.vector as vector) as vector, md5(t.key) as text_hash,
                           md5(cast(strip(to_tsvector(cast(:config as regconfig), t.prepared)) as text)) as stem_hash
                    from unnest((select cast(:decisions as uuid[])), (select cast(:ends as integer[])), (select cast(:kinds as text[])), (select cast(:times as text[])),
                                (select cast(:keys as text[])), (select cast(:prepared as text[])), (select cast(:vectors as text[]))) t (decision, char_end, kind, times, key, prepared, vector)
                ), same as materialized (
                    select t.decision, t.char_end, r.id as record from told t cross join lateral (
                        select one.id from (
                            select * from memory_record s where s.tenant = :tenant and s.subject = :subject and (s.text_hash = t.text_hash or s.stem_hash = t.stem_hash) offset 0
                        ) one
                        where one.kind = t.kind and one.retired_at is null and one.valid_to is null and one.times = t.times and %s
                        order by one.learned_at limit 1
                    ) r
                ), %s, added as (
                    insert into memory_source (record_id, decision_id, tenant, char_start, char_end, corrected)
                    select s.record, s.decision, :tenant, 0, s.char_end, exists (select from corrections c where c.corrects = s.decision) from same s
                    on conflict do nothing
                )
                select decision from same
                """.formatted(SAYS_THE_SAME.formatted("one", "t.key", "t.text_hash", "t.vector"), CORRECTIONS)).param("tenant", tenant).param("subject", subject).param("config", textConfig)
                .param("decisions", told.stream().map(one -> one.record().sources().getFirst().decisionId()).toArray(UUID[]::new))
                .param("ends", told.stream().map(one -> one.record().sources().getFirst().end()).toArray(Integer[]::new))
                .param("kinds", texts(told, one -> one.record().kind().name())).param("times", texts(told, one -> JSON.writeValueAsString(one.record().times())))
                .param("keys", texts(told, one -> TextKey.of(one.speaker(), one.record().text()))).param("prepared", texts(told, one -> searched(one.record(), one.speaker())))
                .param("vectors", texts(told, one -> one.embedding() == null ? null : new PGvector(one.embedding()).getValue()))
                .param("negation", NEGATION).param("same", SAME_MEANING).query(UUID.class).list());
    }

    private static String[] texts(List<Told> told, Function<Told, String> part) {
        return told.stream().map(part).toArray(String[]::new);
    }

    Optional<MemoryRecord> find(String tenant, UUID id) {
        return findAll(tenant, List.of(id)).stream().findFirst();
    }

    /** @throws NoSuchElementException when there is none */
    MemoryRecord required(String tenant, UUID id) {
        return find(tenant, id).orElseThrow(() -> new NoSuchElementException("There is no memory " + id + "."));
    }

    /** Those that exist, in the order of the ids. */
    List<MemoryRecord> findAll(String tenant, List<UUID> ids) {
        return findAll(tenant, ids, ALL_SOURCES);
    }

    /** The same with {@code most} of the sources of each. */
    List<MemoryRecord> findAll(String tenant, List<UUID> ids, int most) {
        return findAll(tenant, ids, most, corrected -> { });
    }

    /**
     * The same with {@code most} of the sources of each: what is said again and again has thousands. One message to the server, in which each record and source is looked up by
     * its key, whatever number of ids the server reckons with: so one plan serves all calls. The limit is written out, as one of few: as a parameter it would make the server
     * plan the statement anew each time.
     *
     * @param corrected takes the ids of those that come from a turn which another one corrects, also beyond the sources that are read
     */
    List<MemoryRecord> findAll(String tenant, List<UUID> ids, int most, Consumer<UUID> corrected) {
        if (ids.isEmpty()) {
            return List.of();
        }
        var sources = new HashMap<UUID, List<Source>>();
        var found = new HashMap<UUID, MemoryRecord>();
        jdbc.sql("""
                select r.*, s.decision_id, s.conversation, s.seq, s.turn, s.speaker, s.said_at, s.char_start, s.char_end
                from unnest((select cast(:ids as uuid[]))) as asked (id)
                cross join lateral (
                    select id, subject, kind, text, standing, confidence, valid_from, valid_to, learned_at, retired_at, replaced_by, closed_by, verified_by, times,
                           (select true from memory_source c where c.record_id = one.id and c.tenant = :tenant and c.corrected limit 1) as corrected
                    from memory_record one where one.id = asked.id and one.tenant = :tenant limit 1
                ) r
                left join lateral (
                    select s.*, d.conversation, d.seq, d.turn, d.speaker, d.said_at
                    from (select * from memory_source one where one.record_id = asked.id and one.tenant = :tenant order by one.decision_id limit %d) s
                    cross join lateral (select * from memory_decision one where one.id = s.decision_id limit 1) d
                ) s on true
                order by s.said_at, s.seq, s.conversation
                """.formatted(most)).param("tenant", tenant).param("ids", ids.stream().distinct().toArray(UUID[]::new)).query((ResultSet row) -> {
                    UUID id = row.getObject(1, UUID.class);
                    List<Source> ofRecord = sources.computeIfAbsent(id, one -> new ArrayList<>());
                    UUID decision = row.getObject("decision_id", UUID.class);
                    if (decision != null) {
                        ofRecord.add(new Source(decision, row.getString("conversation"), row.getLong("seq"), row.getObject("turn", Long.class), row.getString("speaker"), time(row, "said_at"),
                                row.getInt("char_start"), row.getInt("char_end")));
                    }
                    if (!found.containsKey(id)) {
                        if (row.getBoolean("corrected")) {
                            corrected.accept(id);
                        }
                        found.put(id, record(row, ofRecord));
                    }
                });
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }

    /** Believed at a time, newest first. @param kind null for all */
    List<MemoryRecord> list(String tenant, String subject, Kind kind, Instant validAt, Instant knownAt, int limit) {
        return findAll(tenant, jdbc.sql("""
                select id from memory_record
                where tenant = :tenant and subject = :subject and (cast(:kind as text) is null or kind = :kind)
                  and learned_at <= :known and (retired_at is null or retired_at > :known)
                  and (cast(:valid as timestamptz) is null or valid_from <= :valid and (valid_to is null or valid_to > :valid))
                order by learned_at desc, created_order desc limit :limit
                """).param("tenant", tenant).param("subject", subject).param("kind", kind == null ? null : kind.name()).param("known", time(knownAt))
                .param("valid", time(validAt)).param("limit", limit).query(UUID.class).list());
    }

    /** At most two ids that begin so; none when it is no beginning of an id. */
    List<UUID> named(String tenant, String subject, String beginning) {
        String digits = beginning.toLowerCase(Locale.ROOT).replace("-", "");
        if (!digits.matches("[0-9a-f]{8,32}")) {
            return List.of();
        }
        return jdbc.sql("""
                select id from memory_record where tenant = :tenant and subject = :subject
                  and id between cast(rpad(:digits, 32, '0') as uuid) and cast(rpad(:digits, 32, 'f') as uuid) limit 2
                """).param("tenant", tenant).param("subject", subject).param("digits", digits).query(UUID.class).list();
    }

    List<UUID> ofDecision(String tenant, UUID decision) {
        return jdbc.sql("select record_id from memory_source where tenant = :tenant and decision_id = :decision").param("tenant", tenant)
                .param("decision", decision).query(UUID.class).list();
    }

    /** What was said to correct another record. */
    record Correcting(UUID corrected, UUID correcting) {}

    /** Marks what comes from a turn that another one corrects. */
    void corrected(String tenant, UUID decision) {
        jdbc.sql("update memory_source set corrected = true where tenant = :tenant and decision_id = :decision").param("tenant", tenant).param("decision", decision).update();
    }

    /**
     * By which records these were corrected, those first that were said first, as it was believed at a time. Begins at the sources that are marked as corrected, whatever number of
     * rows the server reckons with: without statistics it would read all that the tenant was ever told.
     */
    List<Correcting> correcting(String tenant, List<UUID> ids, Instant knownAt) {
        return ids.isEmpty() ? List.of() : jdbc.sql("""
                select distinct asked.id, r.id, c.said_at, c.seq from unnest((select cast(:ids as uuid[]))) as asked (id)
                cross join lateral (select decision_id from memory_source one where one.record_id = asked.id and one.tenant = :tenant and one.corrected offset 0) s
                cross join lateral (select id, said_at, seq from memory_decision one where one.corrects = s.decision_id and one.tenant = :tenant and one.kept offset 0) c
                cross join lateral (select record_id from memory_source one where one.decision_id = c.id and one.tenant = :tenant offset 0) t
                cross join lateral (
                    select id from memory_record one where one.id = t.record_id and one.tenant = :tenant and one.kind = 'UTTERANCE'
                      and one.learned_at <= :known and (one.retired_at is null or one.retired_at > :known) offset 0
                ) r
                order by c.said_at, c.seq
                """).param("tenant", tenant).param("ids", ids.toArray(UUID[]::new)).param("known", time(knownAt))
                .query((row, n) -> new Correcting(row.getObject(1, UUID.class), row.getObject(2, UUID.class))).list();
    }

    /** By turn, what was said in it, as it was believed at a time. */
    Map<UUID, UUID> utterances(String tenant, List<UUID> turns, Instant knownAt) {
        Map<UUID, UUID> utterances = new HashMap<>();
        if (!turns.isEmpty()) {
            jdbc.sql("""
                    select asked.id, r.id from unnest((select cast(:ids as uuid[]))) as asked (id)
                    cross join lateral (select record_id from memory_source one where one.decision_id = asked.id and one.tenant = :tenant offset 0) t
                    cross join lateral (
                        select id from memory_record one where one.id = t.record_id and one.tenant = :tenant and one.kind = 'UTTERANCE'
                          and one.learned_at <= :known and (one.retired_at is null or one.retired_at > :known) offset 0
                    ) r
                    """).param("tenant", tenant).param("ids", turns.toArray(UUID[]::new)).param("known", time(knownAt)).query((ResultSet row) -> {
                        utterances.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
                    });
        }
        return utterances;
    }

    private static MemoryRecord record(ResultSet row, List<Source> sources) throws SQLException {
        List<SpokenTime> times = JSON.readValue(row.getString("times"), new TypeReference<>() {});
        return new MemoryRecord(row.getObject("id", UUID.class), row.getString("subject"), Kind.valueOf(row.getString("kind")), row.getString("text"),
                Standing.valueOf(row.getString("standing")), row.getDouble("confidence"), new Interval(time(row, "valid_from"), time(row, "valid_to")),
                new Interval(time(row, "learned_at"), time(row, "retired_at")), row.getObject("replaced_by", UUID.class),
                row.getObject("closed_by", UUID.class), row.getString("verified_by"), times, sources);
    }
}
