package palimpsest.memory.retrieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import palimpsest.memory.retrieve.Keyword.Term;

/**
 * A query made ready for one scope: its keywords as lexemes of every text search configuration in use there, and how rare they are.
 *
 * @param keywords by configuration; empty when nothing but stop words was asked for
 * @param bm25     by configuration
 */
record QueryPlan(Map<String, List<Keyword>> keywords, Map<String, Bm25> bm25) {

    boolean hasPhrases() {
        return keywords.values().stream().flatMap(List::stream).anyMatch(keyword -> keyword.terms().size() > 1);
    }

    /** The same with every word of a phrase as a keyword of its own. */
    QueryPlan words() {
        return new QueryPlan(keywords.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
            var lexemes = new TreeSet<String>();
            entry.getValue().forEach(keyword -> keyword.terms().forEach(term -> lexemes.add(term.lexeme())));
            return lexemes.stream().map(lexeme -> new Keyword(List.of(new Term(lexeme, 0)))).toList();
        })), bm25);
    }

    /** One row for the statement that finds candidates. */
    record Row(String config, String query, double weight) {}

    /** @param bonus added to every keyword's rarity: large, it makes the number of keywords found decide */
    List<Row> rows(double bonus) {
        var rows = new ArrayList<Row>();
        keywords.forEach((config, list) -> list.forEach(
                keyword -> rows.add(new Row(config, keyword.everyLexeme(), bm25.get(config).rarity(keyword) + bonus))));
        return rows;
    }

    String[] lexemes() {
        return keywords.values().stream().flatMap(List::stream).flatMap(keyword -> keyword.terms().stream()).map(Term::lexeme)
                .distinct().sorted().toArray(String[]::new);
    }
}
