package palimpsest.memory.text;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which people a question names, by their first names or short forms of them. */
public final class NamedPerson {

    private static final int SHORT_FORM = 3;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private NamedPerson() {}

    /** Those whose first names, in any case, or short forms of them, written as names, stand in the question: in its order. */
    public static List<String> in(String question, List<String> people) {
        record At(String person, int place) {}
        return people.stream().map(person -> new At(person, place(question, person))).filter(at -> at.place >= 0).sorted(Comparator.comparingInt(At::place)).map(At::person).toList();
    }

    private static int place(String question, String person) {
        Matcher word = WORD.matcher(question);
        boolean first = true;
        while (word.find()) {
            // "And" and "The" begin a question and are no short forms of Andrew and Theo
            if (first ? isFirstName(word.group(), person) : isNameOf(word.group(), person)) {
                return word.start();
            }
            first = false;
        }
        return -1;
    }

    /** Whether a word is the first name of a person, in any case, or a short form of it with a capital: "Mel" of "Melanie Ross". */
    public static boolean isNameOf(String word, String person) {
        return isFirstName(word, person) || word.length() >= SHORT_FORM && Character.isUpperCase(word.codePointAt(0)) && first(person).startsWith(word.toLowerCase(Locale.ROOT));
    }

    private static boolean isFirstName(String word, String person) {
        return first(person).equals(word.toLowerCase(Locale.ROOT));
    }

    /** The first name in lower case. */
    public static String first(String person) {
        return person.strip().toLowerCase(Locale.ROOT).split("\\s+")[0];
    }
}
