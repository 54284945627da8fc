package palimpsest.runtime.conversation;

import palimpsest.memory.text.StorableText;

/** Titles and names in one line, as they are stored. */
public final class Titles {

    private static final int QUESTION_TITLE = 80;
    /** Of a title or a name that is given, in characters. */
    private static final int LONGEST_NAME = 200;

    private Titles() {}

    /** A title from a first question. */
    public static String ofQuestion(String question) {
        return cut(line(StorableText.clean(question).value()), QUESTION_TITLE);
    }

    /** A title that another runtime gave, as a file tells it. */
    public static String imported(String title) {
        return cut(line(StorableText.clean(title).value()), LONGEST_NAME);
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
