package palimpsest.memory.pack.statute;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From which day a law says that it is in force. */
final class EffectiveDate {

    private static final Pattern CHINESE = Pattern.compile("(\\d{4})\\s*年\\s*(\\d{1,2})\\s*月\\s*(\\d{1,2})\\s*日\\s*起?\\s*(?:施行|生效)");
    private static final Pattern ENGLISH = Pattern.compile("(?i)(?:(?:enters?|comes?|came|entered)\\s+into\\s+(?:force|effect)|(?:takes?|took)\\s+effect|is\\s+in\\s+force|effective)\\s+(?:on|from|as\\s+of)?\\s*(?:the\\s+)?"
            + "(?:(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:day\\s+of\\s+)?(\\p{L}+),?\\s+(\\d{4})|(\\p{L}+)\\s+(\\d{1,2}),\\s+(\\d{4})|(\\d{4})-(\\d{2})-(\\d{2}))");

    private EffectiveDate() {}

    /** Null when the text does not say, or says no date that there is. */
    static LocalDate in(String text) {
        try {
            Matcher chinese = CHINESE.matcher(text);
            if (chinese.find()) {
                return date(chinese.group(1), Integer.parseInt(chinese.group(2)), chinese.group(3));
            }
            Matcher english = ENGLISH.matcher(text);
            if (!english.find()) {
                return null;
            }
            return english.group(1) != null ? date(english.group(3), month(english.group(2)), english.group(1))
                    : english.group(4) != null ? date(english.group(6), month(english.group(4)), english.group(5)) : date(english.group(7), Integer.parseInt(english.group(8)), english.group(9));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Null, with a problem told, when it is no date such as {@code 2021-01-01}. */
    static LocalDate iso(String text, String file, int line, List<String> problems) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            problems.add(file + ":" + line + ": \"" + text + "\" is no date such as 2021-01-01. It is left out.");
            return null;
        }
    }

    private static LocalDate date(String year, int month, String day) {
        return LocalDate.of(Integer.parseInt(year), month, Integer.parseInt(day));
    }

    private static int month(String name) {
        return Arrays.stream(Month.values()).filter(month -> month.name().equals(name.toUpperCase(Locale.ROOT))).findFirst().map(Month::getValue).orElse(0);
    }
}
