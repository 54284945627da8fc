package palimpsest.memory.retrieve;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One alternative of a query: one lexeme, or several as a phrase.
 *
 * @param terms lexemes with their place in the phrase; stop words are gone but leave their place empty
 */
record Keyword(List<Term> terms) {

    record Term(String lexeme, int place) {}

    /** A {@code tsquery} for passages that hold every lexeme, wherever. */
    String everyLexeme() {
        return terms.stream().map(Term::lexeme).distinct().map(Keyword::quoted).collect(Collectors.joining(" & "));
    }

    /** Whether it is one word of a script without spaces, whose characters stand in the index one by one. */
    boolean ofCharacters() {
        return terms.size() > 1 && terms.stream().map(Term::lexeme)
                .allMatch(lexeme -> lexeme.codePointCount(0, lexeme.length()) == 1 && SearchWords.standsAlone(lexeme.codePointAt(0)));
    }

    /** A {@code tsquery} for passages that hold the lexemes one after the other. */
    String inARow() {
        return terms.stream().map(Term::lexeme).map(Keyword::quoted).collect(Collectors.joining(" <-> "));
    }

    /** A lexeme is data: quoted, it means itself whatever it holds. */
    static String quoted(String lexeme) {
        return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
