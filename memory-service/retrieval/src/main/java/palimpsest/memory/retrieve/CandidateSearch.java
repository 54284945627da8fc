package palimpsest.memory.retrieve;

import com.pgvector.PGvector;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.embed.IndexedType;
import palimpsest.memory.embed.NearestIndex;
import palimpsest.memory.retrieve.Bm25.Occurrences;

/**
 * Finds what may be a hit: one statement takes the passages with the rarest of the words from PostgreSQL's full text index and
 * the nearest by meaning from pgvector's, and says of each where the words stand and how near it is.
 */
final class CandidateSearch {

    /** Passages whose words are counted; by the rarity of their keywords these are the best there are. */
    private static final int BY_WORDS = 1000;

    // the vector is a subquery, so that it is read once: as a parameter a kept plan reads it from its text for each row, which costs 30 times the comparison
    private static final String SEARCH = """
            with scope as materialized (
                select id, text_config from document where tenant = :tenant and id = any(:documents) and deleted_at is null
            ), keyword as (
                select k.config, cast(k.query as tsquery) as query, k.weight
                from unnest(cast(:configs as text[]), cast(:queries as text[]), cast(:weights as float8[])) as k (config, query, weight)
            ), matched as (
                select p.id, sum(k.weight) as weight
                from keyword k join passage p on p.lexemes @@ k.query join scope s on s.id = p.document_id and s.text_config = k.config
                where p.tenant = :tenant and %1$s
                group by p.id
            ), lexical as (
                select p.id from matched m join passage p on p.id = m.id
                order by m.weight desc, ts_rank(p.lexemes, cast(:any as tsquery)) desc, p.id
                limit :byWords
            ), nearest as (%2$s), candidate as (
                select id, bool_or(near) as near from (select id, false from lexical union all select id, true from nearest) c (id, near) group by id
            )
            select p.id, p.document_id, p.seq, p.char_start, p.char_end, p.words, p.search_text is not null as turn, p.session, p.speaker,
                   p.search_text is not null and p.text ~ '[?？؟][[:space:]]*$' as asks, s.text_config, c.near,
                   e.embedding <=> (select cast(:vector as vector)) as distance, l.lexeme, l.positions, l.weights
            from candidate c join passage p on p.id = c.id join scope s on s.id = p.document_id
            left join passage_embedding e on e.passage_id = p.id and e.model = :model and e.dimensions = :dimensions
            left join lateral (select * from unnest(p.lexemes) t where t.lexeme = any(:lexemes)) l on true
            order by p.id
            """;

    private static final String FILTER = """
            (cardinality(cast(:speakers as text[])) = 0 or p.speaker = any(:speakers))
            and (cast(:from as timestamptz) is null or p.at >= :from) and (cast(:to as timestamptz) is null or p.at < :to)""";

    private static final String NOTHING_NEAR = "select cast(null as bigint) as id where false";

    private static final String COMPARE_ALL = """
            select e.passage_id as id
            from passage_embedding e %s
            where e.document_id = any(:documents) and e.tenant = :tenant and e.model = :model and e.dimensions = :dimensions %s
            order by e.embedding <=> (select cast(:vector as vector)), e.passage_id
            limit :depth""";

    // the width and the condition are written out as they are in the index, or the planner would not use it; it is a number of ours
    private static final String BY_INDEX = """
            select n.id
            from (select e.passage_id as id, e.document_id, e.tenant, e.model, cast(e.embedding as %1$s) <=> (select cast(:vector as %1$s)) as distance
                  from passage_embedding e
                  where e.dimensions = %2$d
                  order by cast(e.embedding as %1$s) <=> (select cast(:vector as %1$s))
                  limit :indexDepth) n %3$s
            where n.document_id = any(:documents) and n.tenant = :tenant and n.model = :model %4$s
            order by n.distance, n.id
            limit :depth""";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final IndexedType type;
    private final long exact;

    CandidateSearch(JdbcClient jdbc, TransactionTemplate transaction) {
        this(jdbc, transaction, NearestIndex.FEW);
    }

    CandidateSearch(JdbcClient jdbc, TransactionTemplate transaction, long exact) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.type = IndexedType.ofPassages(jdbc);
        this.exact = exact;
    }

    /**
     * @param vector the query's embedding, by the model that the scope names; null to search by words alone
     * @param bonus  as in {@link QueryPlan#rows(double)}
     * @param depth  how many of the nearest by meaning are wanted
     */
    Collection<Candidate> find(SearchScope scope, QueryPlan plan, double bonus, float[] vector, SearchFilter filter, int depth) {
        if (vector == null || scope.embedded() == 0) {
            return run(scope, plan, bonus, new float[0], filter, depth, NOTHING_NEAR);
        }
        boolean filtered = !filter.equals(SearchFilter.NONE);
        if (scope.embedded() > exact) {
            Collection<Candidate> found = transaction.execute(status -> {
                NearestIndex.lookDeep(jdbc);
                return run(scope, plan, bonus, vector, filter, depth, BY_INDEX.formatted(type.of(vector.length), vector.length,
                        filtered ? "join passage p on p.id = n.id" : "", filtered ? "and " + FILTER : ""));
            });
            // few of the nearest belong to the documents asked for: then only comparing all of them will do
            if (found.stream().filter(Candidate::near).count() >= Math.min(depth, scope.embedded())) {
                return found;
            }
        }
        return run(scope, plan, bonus, vector, filter, depth, COMPARE_ALL.formatted(
                filtered ? "join passage p on p.id = e.passage_id" : "", filtered ? "and " + FILTER : ""));
    }

    private Collection<Candidate> run(SearchScope scope, QueryPlan plan, double bonus, float[] vector, SearchFilter filter, int depth, String nearest) {
        List<QueryPlan.Row> rows = plan.rows(bonus);
        var candidates = new LinkedHashMap<Long, Candidate>();
        jdbc.sql(SEARCH.formatted(FILTER, nearest))
                .param("tenant", scope.tenant()).param("documents", scope.documents())
                .param("configs", rows.stream().map(QueryPlan.Row::config).toArray(String[]::new))
                .param("queries", rows.stream().map(QueryPlan.Row::query).toArray(String[]::new))
                .param("weights", rows.stream().map(QueryPlan.Row::weight).toArray(Double[]::new))
                .param("any", String.join(" | ", rows.stream().map(row -> "(" + row.query() + ")").toList()))
                .param("byWords", BY_WORDS).param("lexemes", plan.lexemes())
                .param("speakers", filter.speakers().toArray(String[]::new)).param("from", timestamp(filter.from())).param("to", timestamp(filter.to()))
                .param("vector", vector.length == 0 ? null : new PGvector(vector).getValue()).param("dimensions", vector.length)
                .param("model", scope.model()).param("depth", depth).param("indexDepth", NearestIndex.DEPTH)
                .query((ResultSet row) -> read(row, candidates));
        return candidates.values();
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static void read(ResultSet row, Map<Long, Candidate> candidates) throws SQLException {
        Candidate candidate = candidates.get(row.getLong("id"));
        if (candidate == null) {
            var place = new PassagePlace(row.getLong("id"), row.getObject("document_id", UUID.class), row.getInt("seq"), row.getInt("char_start"), row.getInt("char_end"));
            candidate = new Candidate(place, row.getString("text_config"), row.getInt("words"), row.getBoolean("turn"),
                    row.getString("session"), row.getString("speaker"), row.getBoolean("asks"), cosine(row), row.getBoolean("near"), new HashMap<>());
            candidates.put(place.id(), candidate);
        }
        String lexeme = row.getString("lexeme");
        if (lexeme != null) {
            candidate.occurrences().put(lexeme, occurrences(row.getArray("positions"), row.getArray("weights")));
        }
    }

    private static double cosine(ResultSet row) throws SQLException {
        double distance = row.getDouble("distance");
        return row.wasNull() ? Double.NaN : Double.isNaN(distance) ? -1 : 1 - distance; // a vector of zeros is near to nothing
    }

    private static Occurrences occurrences(Array positions, Array weights) throws SQLException {
        Short[] at = (Short[]) positions.getArray();
        String[] weight = (String[]) weights.getArray();
        int[] own = new int[at.length];
        int[] others = new int[3];
        int count = 0;
        for (int i = 0; i < at.length; i++) {
            switch (weight[i]) {
                case "A" -> others[0]++;
                case "B" -> others[1]++;
                case "C" -> others[2]++;
                default -> own[count++] = at[i];
            }
        }
        return new Occurrences(Arrays.copyOf(own, count), others[0], others[1], others[2]);
    }
}
