package palimpsest.runtime.model.extractive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;

/** What a line is beside prose: an item of a list, a heading with a date, the name of a document, a fence of code. */
final class Lines {

    static final Pattern NOTICE = Pattern.compile("(?i)[\\[(<…][^\\])>]{0,120}(?:truncat|omitted|left out|shortened|cut (?:off|here|after|to)|not shown)");

    /** A day, or a year that is all of its line. */
    private static final Pattern FULL_DATE = Pattern.compile("(?iU)\\b(?:\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{4}-\\d\\d-\\d\\d)\\b|\\b(?:\\d{1,2}(?:st|nd|rd|th|\\.)?,? (?:of )?(?:" + AnswerKind.MONTHS
            + ")|(?:" + AnswerKind.MONTHS + ") \\d{1,4})\\b|\\d{1,4}年|\\d{1,2}月|^\\s*(?:1[0-9]|20)\\d{2}\\s*$");
    private static final int FEW_WORDS = 4;
    /** Fences of Markdown and of Org. */
    private static final Pattern CODE_FENCE = Pattern.compile("^\\s*(?:```|~~~|#\\+(?i:begin|end)_(?i:src|example)\\b).*", Pattern.DOTALL);
    private static final Pattern BARE_FENCE = Pattern.compile("\\s*(?:```+|~~~+|#\\+(?i:end)_(?i:src|example))\\s*");
    private static final Pattern UNDERLINED = Pattern.compile("[^\\n]*\\p{L}[^\\n]*\\n([-=~^\"'*+#.:_])\\1{2,}");
    /** The name of a setting that is all of its line, in code or bold: what stands under it is about it. */
    private static final Pattern NAME_LINE = Pattern.compile("(?:&#?\\w+;|[^\\p{L}\\p{N}`*\\n]){0,8}(?:(`{1,2})[^`\\n]{1,60}\\1|\\*\\*[^*\\n]{1,60}\\*\\*):?(?:<br ?/?>)?");
    private static final int LONGEST_NAME_LINE = 100;
    static final int LEVEL_OF_NAME_LINE = 6;
    private static final Pattern TYPED = Pattern.compile("\\$ \\S");
    private static final Pattern LIST_ITEM = Pattern.compile("(?:[-*+•–] |\\d{1,3}[.)] ).*", Pattern.DOTALL);
    private static final Pattern ENDS_SENTENCE = Pattern.compile("(?s).*[.!?。]");
    /** A word with a colon, and what is said of it. */
    private static final Pattern SAID_OF = Pattern.compile("(?s).*\\p{L}: ?\\S.*");
    private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}]+");
    /** A property that reference manuals give on a line of its own. */
    private static final Pattern FIELD = Pattern.compile("(?iU)[*_`]{0,3}(?:defaults?(?: value)?|types?|examples?|range|units?|required|optional|since|formats?|(?:allowed |possible |valid )?values?|min(?:imum)?|max(?:imum)?|syntax|usage|returns?"
            + "|standard(?:wert)?|voreinstellung|vorgabe|typ|beispiel|pflicht|einheit|valeur par défaut|défaut|exemple|valor predeterminado|por defecto|tipo|ejemplo|по умолчанию|тип|пример"
            + "|默认值?|預設值?|类型|類型|示例|范围|單位|单位|必填|デフォルト値?|既定値|型|例|기본값|유형|예)[*_`]{0,3} ?[:：].{1,160}");
    /** What is told of a day of the week: nobody of that name speaks. */
    private static final Pattern OF_DAY = Pattern.compile("(?iU)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays?|weekends?|holidays?|daily|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?|feiertags?|täglich"
            + "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábados?|domingos?|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\\b.{0,30}?: \\S.{0,160}");
    private static final Pattern OF_MAIL = Pattern.compile("From: [^\\n]+\\n(?:To|Cc|Date|Sent|Subject): \\S|Attachment: \\S");
    private static final Pattern NAME_OF_DOCUMENT = Pattern.compile("=== .* ===", Pattern.DOTALL);

    private Lines() {}

    /** 1 for a title, 2 or more for what stands under it, 0 for what is no heading of Markdown or reStructuredText. A line that only names something is one, too. */
    static int headingLevel(String text) {
        if (text.startsWith("#") && !text.startsWith("#+")) {
            return (int) text.chars().takeWhile(c -> c == '#').count();
        }
        if (text.length() <= LONGEST_NAME_LINE && (text.indexOf('`') >= 0 || text.indexOf('*') >= 0) && NAME_LINE.matcher(text).matches()) {
            return LEVEL_OF_NAME_LINE;
        }
        if (text.indexOf('\n') < 0) {
            return 0; // most sentences, and the pattern would try each of their letters
        }
        Matcher underlined = UNDERLINED.matcher(text);
        return !underlined.matches() ? 0 : underlined.group(1).equals("=") ? 1 : 2;
    }

    /** A line as it is typed into a shell. */
    static boolean isTyped(String text) {
        return TYPED.matcher(text).lookingAt();
    }

    static boolean isListItem(String text) {
        return LIST_ITEM.matcher(text).matches();
    }

    /** A speaker and what was said, and no property of a thing. */
    static boolean isTurn(String text) {
        return Sentences.isTurn(text) && !hasUsualLabel(text);
    }

    static boolean hasUsualLabel(String text) {
        return FIELD.matcher(text).matches() || OF_DAY.matcher(text).matches() || isOfMail(text);
    }

    /** Whether it is the header of a mail, or names what is attached to one. */
    static boolean isOfMail(String text) {
        return OF_MAIL.matcher(text).lookingAt();
    }

    /** A fence that names no language may end code. */
    static boolean isBareFence(String text) {
        return BARE_FENCE.matcher(text).matches();
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
