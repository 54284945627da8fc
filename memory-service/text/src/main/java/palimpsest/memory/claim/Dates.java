package palimpsest.memory.claim;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds dates that name at least two of year, month and day. */
public final class Dates {

    private static final Map<String, Integer> MONTHS = months();
    private static final String MONTH = "(" + String.join("|", MONTHS.keySet().stream().sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote).toList()) + ")\\.?";
    private static final String DAY = "(\\d{1,2})(?:st|nd|rd|th|\\.|er|º|ª)?";
    private static final String OF = "[\\s,]+(?:of |de |del |do )?";

    private static final Pattern DAY_MONTH = pattern("(?<![\\d.,:/-])" + DAY + "(?:\\s*|-)(?:of |de |day of )?" + MONTH + "(?![\\p{L}])(?:(?:" + OF + "|-)(\\d{4})(?!\\d))?");
    private static final Pattern MONTH_DAY = pattern("(?<!\\p{L})" + MONTH + "\\s+(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])(?:,?\\s+(\\d{4})(?!\\d))?");
    private static final Pattern MONTH_YEAR = pattern("(?<!\\p{L})" + MONTH + OF + "(\\d{4})(?!\\d)");
    private static final Pattern YEAR_FIRST = pattern("(?<![\\d./-])(?<!\\d,)(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(?![\\d])");
    private static final Pattern YEAR_LAST = pattern("(?<![\\d.,/-])(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})(?![\\d/-])");
    private static final Pattern IDEOGRAPHIC = pattern("(?:(\\d{4})\\s*年\\s*)?(\\d{1,2})\\s*月(?:\\s*(\\d{1,2})\\s*[日号號])?");

    private Dates() {}

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** The names of the months in the languages that quotes are looked for in, without a point. */
    private static Map<String, Integer> months() {
        Map<String, Integer> months = new HashMap<>();
        for (String language : List.of("en", "de", "fr", "es", "it", "nl", "pt", "sv")) {
            for (Month month : Month.values()) {
                for (TextStyle style : List.of(TextStyle.FULL, TextStyle.FULL_STANDALONE, TextStyle.SHORT)) {
                    String name = month.getDisplayName(style, Locale.of(language)).toLowerCase(Locale.ROOT).replace(".", "");
                    if (name.length() >= 3 && name.chars().allMatch(Character::isLetter)) {
                        months.putIfAbsent(name, month.getValue());
                    }
                }
            }
        }
        months.putIfAbsent("sept", 9);
        return months;
    }

    public static List<DateClaim> in(String original) {
        String text = Digits.plain(original);
        List<DateClaim> found = new ArrayList<>();
        if (!Digits.standIn(text)) {
            return found;
        }
        find(YEAR_FIRST, text, found, m -> date(m, number(m, 1), number(m, 3), number(m, 4)));
        find(YEAR_LAST, text, found, Dates::digits);
        find(DAY_MONTH, text, found, m -> date(m, number(m, 3), month(m, 2), number(m, 1)));
        find(MONTH_DAY, text, found, m -> date(m, number(m, 3), month(m, 1), number(m, 2)));
        find(MONTH_YEAR, text, found, m -> date(m, number(m, 2), month(m, 1), null));
        find(IDEOGRAPHIC, text, found, m -> date(m, number(m, 1), number(m, 2), number(m, 3)));
        found.sort(Comparator.comparingInt(DateClaim::start));
        return found;
    }

    private interface Reading {
        DateClaim of(MatchResult match);
    }

    private static void find(Pattern pattern, String text, List<DateClaim> found, Reading reading) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            boolean free = found.stream().noneMatch(other -> matcher.start() < other.end() && matcher.end() > other.start());
            DateClaim date = free ? reading.of(matcher.toMatchResult()) : null;
            if (date != null) {
                found.add(date);
            }
        }
    }

    private static DateClaim digits(MatchResult match) {
        int first = number(match, 1);
        int second = number(match, 3);
        Integer year = number(match, 4);
        if (match.group(4).length() == 2) {
            year += year < 70 ? 2000 : 1900;
        }
        DateClaim dayFirst = date(match, year, second, first);
        DateClaim monthFirst = first == second ? null : date(match, year, first, second);
        if (dayFirst == null || monthFirst == null) {
            return dayFirst == null ? monthFirst : dayFirst;
        }
        return new DateClaim(dayFirst.text(), dayFirst.start(), dayFirst.end(), year, second, first, monthFirst);
    }

    /** Null when it is none. */
    private static DateClaim date(MatchResult match, Integer year, Integer month, Integer day) {
        boolean valid = month != null && month >= 1 && month <= 12 && (day == null || day >= 1 && day <= 31) && (year != null || day != null);
        return valid ? new DateClaim(match.group(), match.start(), match.end(), year, month, day, null) : null;
    }

    private static Integer number(MatchResult match, int group) {
        return match.group(group) == null ? null : Integer.valueOf(match.group(group));
    }

    private static Integer month(MatchResult match, int group) {
        return MONTHS.get(match.group(group).toLowerCase(Locale.ROOT));
    }
}
