package palimpsest.memory.gate;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Something that a wording shows: any of some words, or an expression. Words are looked up, since one long alternation over every
 * place of a text costs more than all the rest of a gate.
 *
 * @param words      in lower case
 * @param expression null for none
 */
record LexicalPattern(Set<String> words, Pattern expression) {

    /** @param words with a space between; @param expressions alternatives that words can't say, empty for none */
    static LexicalPattern of(String words, String expressions) {
        return new LexicalPattern(Set.of(words.split(" ")), expressions.isEmpty() ? null
                : Pattern.compile("\\b(?:" + expressions + ")\\b", Pattern.CASE_INSENSITIVE));
    }

    boolean in(String text, List<String> spoken) {
        return spoken.stream().anyMatch(words::contains) || expression != null && expression.matcher(text).find();
    }

    long count(String text, List<String> spoken) {
        return spoken.stream().filter(words::contains).count() + (expression == null ? 0 : expression.matcher(text).results().count());
    }
}
