package palimpsest.memory.retrieve;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.retrieve.Keyword.Term;

/** Turns the words of a query into lexemes, in every language of the documents searched, and looks up how rare they are. */
final class QueryParser {

    private static final int MOST_KEYWORDS = 64;
    private static final int MOST_WORDS = 32;
    private static final int MOST_CHARACTERS = 2_000;

    private final JdbcClient jdbc;

    QueryParser(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    QueryPlan plan(SearchScope scope, List<String> words) {
        String[] prepared = words.stream().limit(MOST_KEYWORDS)
                .map(word -> word.length() <= MOST_CHARACTERS ? word : word.substring(0, MOST_CHARACTERS))
                .map(QueryParser::firstWords).filter(w -> !w.isEmpty()).distinct().toArray(String[]::new);
        if (prepared.length == 0) {
            return new QueryPlan(Map.of(), Map.of());
        }
        Map<String, List<Keyword>> keywords = keywords(scope.configs(), prepared);
        Map<String, Map<String, Long>> frequencies = frequencies(scope, keywords);
        double average = (double) scope.words() / Math.max(1, scope.passages());
        Map<String, Bm25> bm25 = new HashMap<>();
        keywords.keySet().forEach(config ->
                bm25.put(config, new Bm25(scope.passages(), average, frequencies.getOrDefault(config, Map.of()))));
        return new QueryPlan(keywords, bm25);
    }

    private static String firstWords(String keyword) {
        List<SearchWords.Word> words = SearchWords.locate(keyword);
        return SearchWords.prepare(keyword, words.subList(0, Math.min(words.size(), MOST_WORDS)));
    }

    private record Found(String config, int keyword, Term term) {}

    private Map<String, List<Keyword>> keywords(String[] configs, String[] prepared) {
        Map<String, Map<Integer, List<Term>>> terms = new TreeMap<>();
        jdbc.sql("""
                select c.name, k.number, l.lexeme, l.place
                from unnest(cast(:configs as text[])) as c (name),
                     unnest(cast(:prepared as text[])) with ordinality as k (prepared, number),
                     lateral (select lexeme, unnest(positions) as place
                              from unnest(to_tsvector(cast(c.name as regconfig), k.prepared))) as l
                order by c.name, k.number, l.place, l.lexeme
                """)
                .param("configs", configs).param("prepared", prepared)
                .query((row, n) -> new Found(row.getString(1), row.getInt(2), new Term(row.getString(3), row.getInt(4))))
                .list()
                .forEach(f -> terms.computeIfAbsent(f.config(), c -> new TreeMap<>()).computeIfAbsent(f.keyword(), n -> new ArrayList<>()).add(f.term()));
        var keywords = new TreeMap<String, List<Keyword>>();
        terms.forEach((config, byNumber) ->
                keywords.put(config, byNumber.values().stream().map(List::copyOf).map(Keyword::new).distinct().toList()));
        return keywords;
    }

    private Map<String, Map<String, Long>> frequencies(SearchScope scope, Map<String, List<Keyword>> keywords) {
        var configs = new ArrayList<String>();
        var lexemes = new ArrayList<String>();
        var queries = new ArrayList<String>();
        keywords.forEach((config, list) -> {
            list.stream().flatMap(k -> k.terms().stream()).map(Term::lexeme).distinct().sorted().forEach(lexeme -> {
                configs.add(config);
                lexemes.add(lexeme);
                queries.add(Keyword.quoted(lexeme));
            });
            list.stream().filter(Keyword::ofCharacters).map(Keyword::inARow).distinct().sorted().forEach(word -> {
                configs.add(config);
                lexemes.add(word);
                queries.add(word);
            });
        });
        var frequencies = new HashMap<String, Map<String, Long>>();
        jdbc.sql("""
                with scope as materialized (
                    select id, text_config from document where tenant = :tenant and id = any(:documents) and deleted_at is null
                )
                select l.config, l.lexeme, (select count(*) from passage p join scope s on s.id = p.document_id
                                            where s.text_config = l.config and p.tenant = :tenant and p.lexemes @@ cast(l.query as tsquery))
                from unnest(cast(:configs as text[]), cast(:lexemes as text[]), cast(:queries as text[])) as l (config, lexeme, query)
                """)
                .param("documents", scope.documents()).param("tenant", scope.tenant())
                .param("configs", configs.toArray(String[]::new)).param("lexemes", lexemes.toArray(String[]::new))
                .param("queries", queries.toArray(String[]::new))
                .query((ResultSet row) -> {
                    frequencies.computeIfAbsent(row.getString(1), c -> new HashMap<>()).put(row.getString(2), row.getLong(3));
                });
        return frequencies;
    }

    /** Positions of the words in a text that have one of the lexemes, from 1: asked word by word. */
    Set<Integer> positions(String config, String text, Set<String> lexemes) {
        String[] words = SearchWords.locate(text).stream()
                .map(word -> SearchWords.prepare(text, List.of(word))).toArray(String[]::new);
        return new HashSet<>(jdbc.sql("""
                select w.number from unnest(cast(:words as text[])) with ordinality as w (word, number)
                where tsvector_to_array(to_tsvector(cast(:config as regconfig), w.word)) && cast(:lexemes as text[])
                """)
                .param("words", words).param("config", config).param("lexemes", lexemes.toArray(String[]::new))
                .query(Integer.class).list());
    }
}
