package palimpsest.memory.longterm;

import static palimpsest.memory.longterm.DecisionStore.time;

import com.pgvector.PGvector;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.RerankingWhenAvailable;
import palimpsest.memory.retrieve.PassageHit.Reranked;
import palimpsest.memory.retrieve.HybridScore;
import palimpsest.memory.retrieve.SearchWords;

/**
 * Finds records by meaning and by words: every vector of the subject is compared, words count by BM25 over what the subject believes,
 * both are added up as in the search of passages, and a reranker, where there is one, orders the best anew. Of a subject with many records
 * {@link IndexedRecords} gives the candidates: what a search costs hardly grows with them.
 */
final class RecordSearch {

    private static final int DEPTH = 100;
    private static final int RERANKED = 50;
    private static final int SPREADING = 10;
    private static final double SHARE = 0.8;
    /** Also of turns that were numbered by time: none stands beside another. */
    private static final int PLACE_UNKNOWN = -1;
    /** Of a record that are looked at, so that what is said again and again costs no more each time. */
    private static final int SOURCES = 20;
    private static final int COUNTED = 120; // of those that have most of the words, how often they have each

    private static final int MOST_KNOWN = 10_000; // subjects of which it is known that they have many records

    static final String BELIEVED = """
            tenant = :tenant and subject = :subject and learned_at <= :known and (retired_at is null or retired_at > :known)
            and valid_from <= :valid and (valid_to is null or valid_to > :valid)""";
    /** Up to so many records of a subject all are looked at; so many of all subjects need no index. */
    static final int FEW = 5000;

    private final JdbcClient jdbc;
    private final RecordStore records;
    private final String textConfig;
    private final Reranker reranker;
    private final boolean links;
    private final TurnLinks associated;
    private final int few;
    private final Set<Owner> haveMany = ConcurrentHashMap.newKeySet();
    private final IndexedRecords indexed;

    /**
     * @param reranker   null for none
     * @param links      whether records of neighbouring turns are found with the best
     * @param associated links of turns that were cited together, which are followed from the best; null for none
     * @param few        up to so many records of a subject all are looked at
     */
    RecordSearch(JdbcClient jdbc, RecordStore records, String textConfig, Reranker reranker, boolean links, TurnLinks associated, int few) {
        this.few = few;
        this.indexed = new IndexedRecords(jdbc, textConfig);
        this.links = links;
        this.associated = associated;
        this.jdbc = jdbc;
        this.records = records;
        this.textConfig = textConfig;
        this.reranker = reranker == null ? null : new RerankingWhenAvailable(() -> reranker);
    }

    private record Scored(UUID id, double score) {}

    private record Owner(String tenant, String subject) {}

    /**
     * What was found, before a reranker orders it.
     *
     * @param corrected ids of those that come from a turn which another one corrects
     */
    record Looked(List<Recall.Found> found, Set<UUID> corrected) {}

    /** The best by words and meaning. @param query of the same model as the records; null to search by words only */
    Looked found(String tenant, Recall recall, float[] query, String model, Instant now) {
        Instant valid = recall.validAt() == null ? now : recall.validAt();
        Instant known = recall.knownAt() == null ? now : recall.knownAt();
        var cosines = new LinkedHashMap<UUID, Double>();
        var words = new LinkedHashMap<UUID, Double>();
        var owner = new Owner(tenant, recall.subject());
        Optional<List<Scored>> byWords = haveMany.contains(owner) ? Optional.empty() : lexicalOrNoted(owner, recall.query(), valid, known);
        if (byWords.isEmpty()) {
            List<IndexedRecords.Candidate> found = indexed.found(tenant, recall.subject(), recall.query(), query, model, valid, known, now);
            found.stream().filter(one -> !Double.isNaN(one.cosine())).forEach(one -> cosines.put(one.id(), one.cosine()));
            found.stream().filter(one -> one.words() > 0).forEach(one -> words.put(one.id(), one.words()));
        } else {
            if (query != null) {
                dense(tenant, recall.subject(), query, model, valid, known).forEach(one -> cosines.put(one.id(), one.score()));
            }
            byWords.get().forEach(one -> words.put(one.id(), one.score()));
        }
        Map<UUID, Double> fused = fused(words, cosines);
        Predicate<UUID> bears = id -> Recall.Found.bears(cosines.getOrDefault(id, Double.NaN), words.getOrDefault(id, 0.0));
        var linked = new HashSet<UUID>();
        if (links) {
            linked.addAll(spread(tenant, recall.subject(), fused, bears, valid, known));
        }
        if (associated != null) {
            linked.addAll(associated.spread(tenant, recall.subject(), fused, bears, valid, known, now));
        }
        List<UUID> best = fused.entrySet().stream().sorted(Map.Entry.<UUID, Double>comparingByValue().reversed())
                .limit(reranker == null ? recall.limit() : Math.max(RERANKED, recall.limit())).map(Map.Entry::getKey).toList();
        var corrected = new HashSet<UUID>();
        List<Recall.Found> found = records.findAll(tenant, best, SOURCES, corrected::add).stream().map(record -> new Recall.Found(record, fused.get(record.id()),
                cosines.getOrDefault(record.id(), Double.NaN), words.getOrDefault(record.id(), 0.0), null, linked.contains(record.id()))).toList();
        return new Looked(found, corrected);
    }

    /**
     * Records of the turns right before and after the best ones count for at least a share of their scores (predictive associative memory).
     *
     * @return those that stand beside one that bears on the query
     */
    private Set<UUID> spread(String tenant, String subject, Map<UUID, Double> fused, Predicate<UUID> bears, Instant valid, Instant known) {
        List<UUID> best = fused.entrySet().stream().sorted(Map.Entry.<UUID, Double>comparingByValue().reversed()).limit(SPREADING).map(Map.Entry::getKey).toList();
        var reached = new HashSet<UUID>();
        if (best.isEmpty()) {
            return reached;
        }
        Map<UUID, Double> from = new HashMap<>(fused);
        jdbc.sql("""
                select distinct s.record_id as origin, r.id from unnest(cast(:best as uuid[])) as b (id)
                cross join lateral (select * from memory_source one where one.record_id = b.id and one.tenant = :tenant order by one.decision_id limit :sources) s
                join memory_decision d on d.id = s.decision_id
                cross join lateral (
                    (select one.id from memory_decision one where one.tenant = d.tenant and one.subject = d.subject and one.conversation = d.conversation and one.seq < d.seq order by one.seq desc limit 1)
                    union all
                    (select one.id from memory_decision one where one.tenant = d.tenant and one.subject = d.subject and one.conversation = d.conversation and one.seq > d.seq order by one.seq limit 1)
                ) beside
                join memory_source t on t.decision_id = beside.id
                join memory_record r on r.id = t.record_id
                where r.tenant = :tenant and r.subject = :subject
                  and r.learned_at <= :known and (r.retired_at is null or r.retired_at > :known)
                  and r.valid_from <= :valid and (r.valid_to is null or r.valid_to > :valid)
                """).params(scope(tenant, subject, valid, known)).param("best", best.toArray(UUID[]::new)).param("sources", SOURCES)
                .query((ResultSet row) -> {
                    UUID origin = row.getObject(1, UUID.class);
                    fused.merge(row.getObject(2, UUID.class), SHARE * from.get(origin), Math::max);
                    if (bears.test(origin)) {
                        reached.add(row.getObject(2, UUID.class));
                    }
                });
        return reached;
    }

    private static Map<UUID, Double> fused(Map<UUID, Double> words, Map<UUID, Double> cosines) {
        double best = words.values().stream().mapToDouble(score -> score).max().orElse(0);
        double farthest = cosines.values().stream().mapToDouble(cosine -> cosine).min().orElse(0); // what is not among the nearest is no nearer
        var fused = new LinkedHashMap<UUID, Double>();
        Stream.concat(cosines.keySet().stream(), words.keySet().stream())
                .forEach(id -> fused.computeIfAbsent(id, one -> HybridScore.of(words.getOrDefault(one, 0.0), best, cosines.getOrDefault(one, farthest))));
        return fused;
    }

    /** Keeps nothing of what a subject said. */
    void forget(String tenant, String subject) {
        haveMany.remove(new Owner(tenant, subject));
        indexed.forget(tenant, subject);
    }

    /** The best of them, as many as were asked for, in the reranker's order where there is one. */
    List<Recall.Found> reranked(Recall recall, List<Recall.Found> found) {
        return reranked(recall.query(), found).stream().limit(recall.limit()).toList();
    }

    /** The first ones anew in order, on the places of those that the reranker had time for. */
    private List<Recall.Found> reranked(String query, List<Recall.Found> found) {
        if (reranker == null || found.isEmpty()) {
            return found;
        }
        double[] scores = reranker.scoresIfAvailable(query, found.stream().limit(RERANKED).map(RecordSearch::candidate).toList()).orElse(new double[0]);
        int[] judged = IntStream.range(0, scores.length).filter(i -> Double.isFinite(scores[i])).toArray();
        List<Integer> order = IntStream.of(judged).boxed().sorted(Comparator.<Integer>comparingDouble(i -> scores[i]).reversed()).toList();
        var ordered = new ArrayList<>(found);
        for (int place = 0; place < judged.length; place++) {
            Recall.Found one = found.get(order.get(place));
            ordered.set(judged[place], new Recall.Found(one.record(), one.score(), one.dense(), one.lexical(), new Reranked(scores[order.get(place)], judged.length), one.linked()));
        }
        return ordered;
    }

    private static Reranker.Candidate candidate(Recall.Found found) {
        Optional<MemoryRecord.Source> said = found.record().sources().stream().findFirst();
        String title = said.map(source -> source.speaker() + ", " + source.saidAt()).orElse("");
        return new Reranker.Candidate(title, found.record().text(), found.dense(), found.lexical(), said.map(MemoryRecord.Source::conversation).orElse(""),
                said.map(MemoryRecord.Source::place).filter(place -> place <= Integer.MAX_VALUE).map(Long::intValue).orElse(PLACE_UNKNOWN), true, found.score());
    }

    /** A subject that had many is noted, and not counted again: where the records were forgotten since, a look at some finds the same. */
    private Optional<List<Scored>> lexicalOrNoted(Owner owner, String query, Instant valid, Instant known) {
        Optional<List<Scored>> byWords = lexical(owner.tenant(), owner.subject(), query, valid, known);
        if (byWords.isEmpty()) {
            if (haveMany.size() >= MOST_KNOWN) {
                haveMany.clear();
            }
            haveMany.add(owner);
        }
        return byWords;
    }

    /** The query's vector is read once: as a parameter it would be read from its text for each record, which costs more than comparing it. */
    private List<Scored> dense(String tenant, String subject, float[] query, String model, Instant valid, Instant known) {
        return jdbc.sql("""
                with asked as materialized (select cast(:query as vector) as vector)
                select id, 1 - (embedding <=> (select vector from asked)) as cosine from memory_record
                where %s and embedding_model = :model and dimensions = :dimensions order by cosine desc, created_order limit :limit
                """.formatted(BELIEVED)).params(scope(tenant, subject, valid, known)).param("query", new PGvector(query).getValue()).param("model", model)
                .param("dimensions", query.length).param("limit", DEPTH)
                .query((row, n) -> new Scored(row.getObject(1, UUID.class), row.getDouble(2))).list();
    }

    /**
     * BM25 of the best of all that is believed. How often a record has a word counts for those that have the most words only: taking a record's words apart costs more than all
     * else here. With the same message the server is told to keep its plans in this transaction: it would plan what is read of the records found anew at nearly each recall.
     *
     * @return empty where the subject has many records, which are counted with the same message and not read then
     */
    private Optional<List<Scored>> lexical(String tenant, String subject, String query, Instant valid, Instant known) {
        List<Scored> found = jdbc.sql("""
                with many as materialized (
                    select count(*) > :few as so, set_config('plan_cache_mode', 'force_generic_plan', true)
                    from (select from memory_record where tenant = :tenant and subject = :subject limit :few + 1) counted
                ), asked as materialized (
                    select lexeme, cast('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''' as tsquery) as query
                    from unnest(to_tsvector(cast(:config as regconfig), :prepared))
                ), believed as materialized (
                    select id, words, created_order, lexemes from memory_record where not (select so from many) and %s order by learned_at desc limit :few
                ), total as (
                    select count(*) as n, greatest(avg(words), 1) as length from believed
                ), hit as materialized (
                    select s.id, s.words, s.created_order, s.lexemes, a.lexeme from believed s join asked a on s.lexemes @@ a.query
                ), rarity as materialized (
                    select a.lexeme, cast(ln(1 + (t.n - a.df + 0.5) / (a.df + 0.5)) as double precision) as idf, cast(t.length as double precision) as length
                    from (select a.lexeme, count(h.id) as df from asked a left join hit h on h.lexeme = a.lexeme group by a.lexeme) a cross join total t
                ), best as (
                    select m.id, m.words, m.created_order, m.lexemes, sum(r.idf) / (1.3 + 0.9 * m.words / r.length) as about
                    from hit m join rarity r on r.lexeme = m.lexeme group by m.id, m.words, m.created_order, m.lexemes, r.length
                    order by about desc, m.created_order limit :counted
                )
                select null as id, 0 as bm25 from many where so
                union all
                (select b.id, sum(r.idf * cardinality(l.positions) * 2.2
                                  / (cardinality(l.positions) + 1.2 * (0.25 + 0.75 * b.words / r.length))) as bm25
                 from best b cross join lateral unnest(b.lexemes) l join rarity r on r.lexeme = l.lexeme
                 group by b.id, b.created_order order by bm25 desc, b.created_order limit :limit)
                """.formatted(BELIEVED)).params(scope(tenant, subject, valid, known))
                .param("config", textConfig).param("prepared", SearchWords.prepare(query)).param("few", few).param("counted", COUNTED).param("limit", DEPTH)
                .query((row, n) -> new Scored(row.getObject(1, UUID.class), row.getDouble(2))).list();
        return found.stream().anyMatch(one -> one.id() == null) ? Optional.empty() : Optional.of(found);
    }

    static Map<String, Object> scope(String tenant, String subject, Instant valid, Instant known) {
        return Map.of("tenant", tenant, "subject", subject, "known", time(known), "valid", time(valid));
    }
}
