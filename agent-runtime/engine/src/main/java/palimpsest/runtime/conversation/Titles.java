package palimpsest.runtime.conversation;

import java.util.regex.Pattern;
import palimpsest.memory.text.StorableText;

/** Titles and names in one line, as they are stored. */
public final class Titles {

    private static final int QUESTION_TITLE = 80;
    /** Of a title or a name that is given, in characters. */
    private static final int LONGEST_NAME = 200;

    private static final Pattern NUMBERED = Pattern.compile("(.+) \\(([1-9]\\d{0,5})\\)", Pattern.DOTALL);

    private Titles() {}

    /** A title from a first question. */
    public static String ofQuestion(String question) {
        return cut(line(StorableText.clean(question).value()), QUESTION_TITLE);
    }

    /** A title that another runtime gave, as a file tells it. */
    public static String imported(String title) {
        return cut(line(StorableText.clean(title).value()), LONGEST_NAME);
    }

    /** The title of a copy, by which it is told apart from its original in a list: {@code Tolls (2)}. */
    static String ofCopy(String title) {
        var numbered = NUMBERED.matcher(title);
        String bare = numbered.matches() ? numbered.group(1) : title;
        String number = " (" + (numbered.matches() ? Long.parseLong(numbered.group(2)) + 1 : 2) + ")";
        return cut(bare, LONGEST_NAME - number.length()) + number;
    }

    /** A title or a name in one line; null stays null. @throws RequestRefused INVALID when it is too long or can't be stored */
    static String given(String field, String text) {
        if (text == null) {
            return null;
        }
        RequestRefused.requireStorable(field, text);
        String line = line(text);
        int length = line.codePointCount(0, line.length());
        if (length > LONGEST_NAME) {
            throw RequestRefused.invalid(field, field + " has " + length + " characters: give at most " + LONGEST_NAME + ".");
        }
        return line;
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String cut(String line, int most) {
        return line.codePointCount(0, line.length()) <= most ? line : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
    }
}
