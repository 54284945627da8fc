package palimpsest.memory.retrieve;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.retrieve.Keyword.Term;

/** Finds passages by words: PostgreSQL's full text index gives candidates and where the words stand, BM25 orders them. */
final class LexicalSearch {

    /** Passages whose words are counted; by the rarity of their keywords these are the best there are. */
    private static final int CANDIDATES = 1000;
    private static final int MOST_KEYWORDS = 64;
    private static final int MOST_WORDS = 32;
    private static final int MOST_CHARACTERS = 2_000;

    private final JdbcClient jdbc;
    private final String textConfig;

    LexicalSearch(JdbcClient jdbc, String textConfig) {
        this.jdbc = jdbc;
        this.textConfig = textConfig;
    }

    /** What is searched: documents that exist, with their lengths. */
    record Scope(String tenant, UUID[] documents, long passages, long words) {}

    /**
     * A passage found by words.
     *
     * @param bm25    its score
     * @param rank    by which it is ordered; {@code bm25} unless no phrase was found and its words were looked for
     * @param matched positions of the matched words, from 1, and what they matched
     */
    record Found(Place place, double bm25, double rank, Map<Integer, String> matched) {}

    /** The best passages, best first. */
    List<Found> search(Scope scope, List<String> words, int limit) {
        List<Keyword> keywords = keywords(words);
        if (keywords.isEmpty()) {
            return List.of();
        }
        Set<String> lexemes = keywords.stream().flatMap(k -> k.terms().stream()).map(Term::lexeme).collect(Collectors.toSet());
        var bm25 = new Bm25(scope.passages(), (double) scope.words() / Math.max(1, scope.passages()), frequencies(scope, lexemes));
        List<Found> found = found(scope, keywords, bm25, false);
        if (found.isEmpty() && keywords.stream().anyMatch(k -> k.terms().size() > 1)) {
            List<Keyword> single = lexemes.stream().sorted().map(lexeme -> new Keyword(List.of(new Term(lexeme, 0)))).toList();
            found = found(scope, single, bm25, true);
        }
        return found.size() <= limit ? found : found.subList(0, limit);
    }

    private record KeywordTerm(int keyword, Term term) {}

    private List<Keyword> keywords(List<String> words) {
        String[] prepared = words.stream().limit(MOST_KEYWORDS)
                .map(word -> word.length() <= MOST_CHARACTERS ? word : word.substring(0, MOST_CHARACTERS))
                .map(LexicalSearch::firstWords).filter(w -> !w.isEmpty()).distinct().toArray(String[]::new);
        if (prepared.length == 0) {
            return List.of();
        }
        Map<Integer, List<Term>> terms = new TreeMap<>();
        jdbc.sql("""
                select k.number, l.lexeme, l.place
                from unnest(cast(:prepared as text[])) with ordinality as k (prepared, number),
                     lateral (select lexeme, unnest(positions) as place
                              from unnest(to_tsvector(cast(:config as regconfig), k.prepared))) as l
                order by k.number, l.place, l.lexeme
                """)
                .param("prepared", prepared).param("config", textConfig)
                .query((row, n) -> new KeywordTerm(row.getInt(1), new Term(row.getString(2), row.getInt(3))))
                .list()
                .forEach(t -> terms.computeIfAbsent(t.keyword(), n -> new ArrayList<>()).add(t.term()));
        return terms.values().stream().map(List::copyOf).map(Keyword::new).distinct().toList();
    }

    private static String firstWords(String keyword) {
        List<SearchWords.Word> words = SearchWords.locate(keyword);
        return SearchWords.prepare(keyword, words.subList(0, Math.min(words.size(), MOST_WORDS)));
    }

    private Map<String, Long> frequencies(Scope scope, Collection<String> lexemes) {
        String[] sorted = lexemes.stream().sorted().toArray(String[]::new);
        var frequencies = new HashMap<String, Long>();
        jdbc.sql("""
                select l.lexeme, (select count(*) from passage p
                                  where p.document_id = any(:documents) and p.tenant = :tenant and p.lexemes @@ cast(l.query as tsquery))
                from unnest(cast(:lexemes as text[]), cast(:queries as text[])) as l (lexeme, query)
                """)
                .param("documents", scope.documents()).param("tenant", scope.tenant())
                .param("lexemes", sorted).param("queries", Arrays.stream(sorted).map(Keyword::quoted).toArray(String[]::new))
                .query((ResultSet row) -> {
                    frequencies.put(row.getString(1), row.getLong(2));
                });
        return frequencies;
    }

    private record Candidate(Place place, int words, Map<String, int[]> positions) {}

    private List<Found> found(Scope scope, List<Keyword> keywords, Bm25 bm25, boolean countWords) {
        var found = new ArrayList<Found>();
        for (Candidate candidate : candidates(scope, keywords, bm25, countWords)) {
            double score = bm25.score(keywords, candidate.positions(), candidate.words());
            if (score > 0) {
                // a passage with more of a phrase's words comes first, whatever their rarity
                double rank = countWords ? candidate.positions().size() + score / (1 + score) : score;
                found.add(new Found(candidate.place(), score, rank, matched(keywords, candidate)));
            }
        }
        Map<UUID, Integer> order = new HashMap<>();
        for (UUID document : scope.documents()) {
            order.put(document, order.size());
        }
        found.sort(Comparator.comparingDouble(Found::rank).reversed()
                .thenComparing(f -> order.get(f.place().documentId())).thenComparing(f -> f.place().seq()));
        return found;
    }

    private static Map<Integer, String> matched(List<Keyword> keywords, Candidate candidate) {
        var matched = new HashMap<Integer, String>();
        for (Keyword keyword : keywords) {
            if (Bm25.occurrences(keyword, candidate.positions()) > 0) {
                keyword.terms().forEach(term -> Arrays.stream(candidate.positions().get(term.lexeme()))
                        .forEach(position -> matched.put(position, term.lexeme())));
            }
        }
        return matched;
    }

    private Collection<Candidate> candidates(Scope scope, List<Keyword> keywords, Bm25 bm25, boolean countWords) {
        String[] queries = keywords.stream().map(Keyword::everyLexeme).toArray(String[]::new);
        Double[] weights = keywords.stream().map(k -> bm25.rarity(k) + (countWords ? 1000 : 0)).toArray(Double[]::new);
        String any = Arrays.stream(queries).map(q -> "(" + q + ")").collect(Collectors.joining(" | "));
        String[] lexemes = keywords.stream().flatMap(k -> k.terms().stream()).map(Term::lexeme).distinct().toArray(String[]::new);
        var candidates = new LinkedHashMap<Long, Candidate>();
        jdbc.sql("""
                with keyword as (
                    select cast(k.query as tsquery) as query, k.weight
                    from unnest(cast(:queries as text[]), cast(:weights as float8[])) as k (query, weight)
                ), matched as (
                    select p.id, sum(k.weight) as weight
                    from keyword k join passage p on p.lexemes @@ k.query
                    where p.document_id = any(:documents) and p.tenant = :tenant
                    group by p.id
                ), best as (
                    select p.id from matched m join passage p on p.id = m.id
                    order by m.weight desc, ts_rank(p.lexemes, cast(:any as tsquery)) desc, p.id
                    limit :limit
                )
                select p.id, p.document_id, p.seq, p.char_start, p.char_end, p.words, l.lexeme, cast(l.positions as integer[]) as positions
                from best b join passage p on p.id = b.id, lateral unnest(p.lexemes) as l
                where l.lexeme = any(:lexemes)
                order by p.id
                """)
                .param("queries", queries).param("weights", weights).param("documents", scope.documents())
                .param("tenant", scope.tenant()).param("any", any).param("limit", CANDIDATES).param("lexemes", lexemes)
                .query((ResultSet row) -> {
                    Candidate candidate = candidates.get(row.getLong("id"));
                    if (candidate == null) {
                        candidate = new Candidate(place(row), row.getInt("words"), new HashMap<>());
                        candidates.put(candidate.place().id(), candidate);
                    }
                    Integer[] positions = (Integer[]) row.getArray("positions").getArray();
                    candidate.positions().put(row.getString("lexeme"), Arrays.stream(positions).mapToInt(Integer::intValue).toArray());
                });
        return candidates.values();
    }

    static Place place(ResultSet row) throws SQLException {
        return new Place(row.getLong("id"), row.getObject("document_id", UUID.class), row.getInt("seq"),
                row.getInt("char_start"), row.getInt("char_end"));
    }

    /** Positions of the words in a text that have one of the lexemes, from 1: asked word by word. */
    Set<Integer> positions(String text, Collection<String> lexemes) {
        String[] words = SearchWords.locate(text).stream()
                .map(word -> SearchWords.prepare(text, List.of(word))).toArray(String[]::new);
        return new HashSet<>(jdbc.sql("""
                select w.number from unnest(cast(:words as text[])) with ordinality as w (word, number)
                where tsvector_to_array(to_tsvector(cast(:config as regconfig), w.word)) && cast(:lexemes as text[])
                """)
                .param("words", words).param("config", textConfig).param("lexemes", lexemes.toArray(String[]::new))
                .query(Integer.class).list());
    }
}
