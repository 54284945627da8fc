package palimpsest.runtime.model.extractive;

import java.util.regex.Pattern;
import palimpsest.runtime.answer.text.Sentence;
import palimpsest.runtime.answer.text.Sentences;

/** What a line is beside prose: an item of a list, a heading with a date, the name of a document, a fence of code. */
final class Lines {

    static final Pattern NOTICE = Pattern.compile("(?i)[\\[(<…][^\\])>]{0,120}(?:truncat|omitted|left out|shortened|cut (?:off|here|after|to)|not shown)");

    /** A day, or a year that is all of its line. */
    private static final Pattern FULL_DATE = Pattern.compile("(?iU)\\b(?:\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{4}-\\d\\d-\\d\\d)\\b|\\b(?:\\d{1,2}(?:st|nd|rd|th|\\.)?,? (?:of )?(?:" + AnswerKind.MONTHS
            + ")|(?:" + AnswerKind.MONTHS + ") \\d{1,4})\\b|\\d{1,4}年|\\d{1,2}月|^\\s*(?:1[0-9]|20)\\d{2}\\s*$");
    private static final int FEW_WORDS = 4;
    private static final Pattern CODE_FENCE = Pattern.compile("^\\s*(?:```|~~~).*", Pattern.DOTALL);
    private static final Pattern LIST_ITEM = Pattern.compile("(?:[-*+•–] |\\d{1,3}[.)] ).*", Pattern.DOTALL);
    private static final Pattern ENDS_SENTENCE = Pattern.compile("(?s).*[.!?。]");
    /** A word with a colon, and what is said of it. */
    private static final Pattern SAID_OF = Pattern.compile("(?s).*\\p{L}: ?\\S.*");
    private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final Pattern NAME_OF_DOCUMENT = Pattern.compile("=== .* ===", Pattern.DOTALL);

    private Lines() {}

    static boolean isListItem(String text) {
        return LIST_ITEM.matcher(text).matches();
    }

    static boolean isCodeFence(String text) {
        return CODE_FENCE.matcher(text).matches();
    }

    static boolean isNameOfDocument(String text) {
        return NAME_OF_DOCUMENT.matcher(text).matches();
    }

    /** Whether a line can date what stands below it: a heading with a date, neither a statement nor said by anyone. */
    static boolean isDateLine(Sentence sentence) {
        String text = sentence.text();
        if (text.length() > 160 || Sentences.isTurn(text) || ENDS_SENTENCE.matcher(text).matches() || LIST_ITEM.matcher(text).matches() || !AnswerKind.isDate(text)) {
            return false;
        }
        boolean marked = text.startsWith("#") || text.startsWith("[") || text.startsWith("=");
        return marked || text.indexOf('\t') < 0 && text.indexOf('|') < 0 && text.indexOf(';') < 0 && restOfDate(text) <= FEW_WORDS && !SAID_OF.matcher(text).matches()
                && FULL_DATE.matcher(text).find();
    }

    /** Words of a line that are no part of its dates. */
    private static long restOfDate(String text) {
        return NOT_LETTERS.splitAsStream(FULL_DATE.matcher(text).replaceAll(" ")).filter(word -> word.length() > 2).count();
    }
}
