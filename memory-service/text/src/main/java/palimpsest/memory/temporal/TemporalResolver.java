package palimpsest.memory.temporal;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Resolves English expressions of time against the day on which they were said: "yesterday", "last Friday", "two weeks ago", "next
 * month", "in 2019", "7 May 2023". An expression that names no day, such as "recently", is left alone: no date is better than a
 * guess. Weeks begin on Monday.
 */
public final class TemporalResolver {

    private static final String DAY = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)";
    private static final String MONTH = "(january|february|march|april|may|june|july|august|september|october|november|december)";
    private static final String SEASON = "(spring|summer|autumn|fall|winter)";
    private static final String UNIT = "(day|week|weekend|month|year)";
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(Map.entry("a", 1), Map.entry("an", 1), Map.entry("one", 1), Map.entry("two", 2),
            Map.entry("a couple of", 2), Map.entry("three", 3), Map.entry("four", 4), Map.entry("five", 5), Map.entry("six", 6), Map.entry("seven", 7),
            Map.entry("eight", 8), Map.entry("nine", 9), Map.entry("ten", 10), Map.entry("eleven", 11), Map.entry("twelve", 12));
    private static final String NUMBER = "(a couple of|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d{1,3})";
    private static final int CENTURY_OF_SENSE = 150; // a year further away is no year that is spoken of

    private record Rule(Pattern pattern, BiFunction<MatchResult, LocalDate, Span> meaning) {}

    private record Span(LocalDate from, LocalDate to) {
        static Span day(LocalDate day) {
            return new Span(day, day.plusDays(1));
        }

        static Span month(YearMonth month) {
            return new Span(month.atDay(1), month.plusMonths(1).atDay(1));
        }

        static Span year(int year) {
            return new Span(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1));
        }

        static Span days(LocalDate from, int days) {
            return new Span(from, from.plusDays(days));
        }
    }

    /** The longer and more exact ones first: what an earlier rule has taken, a later one leaves alone. */
    private static final List<Rule> RULES = List.of(
            rule("(\\d{4})-(\\d{2})-(\\d{2})", (m, said) -> Span.day(LocalDate.of(number(m, 1), number(m, 2), number(m, 3)))),
            rule("(\\d{1,2})(?:st|nd|rd|th)? (?:of )?" + MONTH + "(?:,? (\\d{4}))?", (m, said) -> date(m.group(1), m.group(2), m.group(3), said)),
            rule(MONTH + " (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?", (m, said) -> date(m.group(2), m.group(1), m.group(3), said)),
            rule(MONTH + ",? (\\d{4})", (m, said) -> Span.month(YearMonth.of(year(m.group(2), said), month(m.group(1))))),
            rule("the day before yesterday", (m, said) -> Span.day(said.minusDays(2))),
            rule("the day after tomorrow", (m, said) -> Span.day(said.plusDays(2))),
            rule("yesterday|last night", (m, said) -> Span.day(said.minusDays(1))),
            rule("today|tonight|this (?:morning|afternoon|evening)", (m, said) -> Span.day(said)),
            rule("tomorrow", (m, said) -> Span.day(said.plusDays(1))),
            rule(NUMBER + " " + UNIT + "s? ago", (m, said) -> moved(m.group(2), said, -amount(m.group(1)))),
            rule("in " + NUMBER + " " + UNIT + "s?", (m, said) -> moved(m.group(2), said, amount(m.group(1)))),
            rule("(last|next|this|this past) " + DAY, (m, said) -> Span.day(weekday(m.group(1), day(m.group(2)), said))),
            rule("(last|next|this|this past) (?:week|month|year|weekend)", (m, said) -> relative(m.group(1), m.group().replaceAll(".* ", ""), said)),
            rule("(last|next|this|this past) " + SEASON, (m, said) -> season(m.group(1), m.group(2), said)),
            rule("(last|next|this) " + MONTH, (m, said) -> Span.month(monthNear(m.group(1), month(m.group(2)), said))),
            rule("in " + MONTH, (m, said) -> Span.month(monthNear("last", month(m.group(1)), said))),
            rule("on " + DAY, (m, said) -> Span.day(weekday("last", day(m.group(1)), said))),
            rule("(?:in|since|back in) (\\d{4})", (m, said) -> Span.year(year(m.group(1), said))));

    private static Rule rule(String expression, BiFunction<MatchResult, LocalDate, Span> meaning) {
        return new Rule(Pattern.compile("\\b(?:" + expression + ")\\b", Pattern.CASE_INSENSITIVE), meaning);
    }

    /** The expressions of a text in their order; they do not overlap. */
    public List<SpokenTime> resolve(String text, LocalDate said) {
        var found = new ArrayList<SpokenTime>();
        boolean[] taken = new boolean[text.length()];
        for (Rule rule : RULES) {
            rule.pattern().matcher(text).results().filter(match -> !taken[match.start()] && !taken[match.end() - 1])
                    .forEach(match -> meaning(rule, match, said).ifPresent(span -> {
                        Arrays.fill(taken, match.start(), match.end(), true);
                        found.add(new SpokenTime(match.group(), text.codePointCount(0, match.start()), text.codePointCount(0, match.end()),
                                span.from(), span.to()));
                    }));
        }
        found.sort(Comparator.comparingInt(SpokenTime::start));
        return found;
    }

    private static Optional<Span> meaning(Rule rule, MatchResult match, LocalDate said) {
        try {
            return Optional.of(rule.meaning().apply(match, said));
        } catch (DateTimeException e) {
            return Optional.empty(); // the 31st of June is no day
        }
    }

    private static int number(MatchResult match, int group) {
        return Integer.parseInt(match.group(group));
    }

    private static int amount(String spoken) {
        Integer known = NUMBERS.get(spoken.toLowerCase(Locale.ROOT));
        return known != null ? known : Integer.parseInt(spoken);
    }

    private static Month month(String name) {
        return Month.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static DayOfWeek day(String name) {
        return DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static int year(String spoken, LocalDate said) {
        int year = Integer.parseInt(spoken);
        if (Math.abs(year - said.getYear()) > CENTURY_OF_SENSE) {
            throw new DateTimeException("no year that is spoken of: " + year);
        }
        return year;
    }

    /** Without a year the one that is nearest to the day it was said on. */
    private static Span date(String day, String month, String year, LocalDate said) {
        if (year != null) {
            return Span.day(LocalDate.of(year(year, said), month(month), Integer.parseInt(day)));
        }
        LocalDate same = LocalDate.of(said.getYear(), month(month), Integer.parseInt(day));
        return Span.day(List.of(same.minusYears(1), same, same.plusYears(1)).stream()
                .min(Comparator.comparingLong(date -> Math.abs(ChronoUnit.DAYS.between(said, date)))).orElseThrow());
    }

    private static Span moved(String unit, LocalDate said, int by) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "day" -> Span.day(said.plusDays(by));
            case "week" -> week(said.plusWeeks(by));
            case "weekend" -> weekend(said.plusWeeks(by));
            case "month" -> Span.month(YearMonth.from(said).plusMonths(by));
            default -> Span.year(said.getYear() + by);
        };
    }

    private static Span relative(String which, String unit, LocalDate said) {
        // on the weekend itself, or before it, "this weekend" is the week's own; "last" is always the one before
        return moved(unit, said, which.equalsIgnoreCase("last") ? -1 : which.equalsIgnoreCase("next") ? 1
                : which.equalsIgnoreCase("this past") && !unit.equalsIgnoreCase("weekend") ? -1
                : which.equalsIgnoreCase("this past") && said.getDayOfWeek().getValue() < DayOfWeek.SATURDAY.getValue() ? -1 : 0);
    }

    private static Span week(LocalDate within) {
        return Span.days(within.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), 7);
    }

    private static Span weekend(LocalDate within) {
        return Span.days(within.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).plusDays(5), 2);
    }

    private static LocalDate weekday(String which, DayOfWeek day, LocalDate said) {
        return switch (which.toLowerCase(Locale.ROOT)) {
            case "next" -> said.with(TemporalAdjusters.next(day));
            case "this" -> said.with(TemporalAdjusters.nextOrSame(day));
            default -> said.with(TemporalAdjusters.previous(day));
        };
    }

    /** "Last" looks back, "next" ahead, "this" stays in the year. */
    private static YearMonth monthNear(String which, Month month, LocalDate said) {
        YearMonth now = YearMonth.from(said);
        YearMonth same = YearMonth.of(said.getYear(), month);
        return switch (which.toLowerCase(Locale.ROOT)) {
            case "next" -> same.isAfter(now) ? same : same.plusYears(1);
            case "this" -> same;
            default -> same.isBefore(now) ? same : same.minusYears(1);
        };
    }

    /** Seasons of the north, by whole months; winter begins in December. */
    private static Span season(String which, String name, LocalDate said) {
        int first = switch (name.toLowerCase(Locale.ROOT)) {
            case "spring" -> 3;
            case "summer" -> 6;
            case "winter" -> 12;
            default -> 9;
        };
        YearMonth start = YearMonth.of(said.getYear(), first);
        YearMonth now = YearMonth.from(said);
        if (which.equalsIgnoreCase("next")) {
            start = start.isAfter(now) ? start : start.plusYears(1);
        } else if (!which.equalsIgnoreCase("this")) {
            start = start.plusMonths(3).isAfter(now) ? start.minusYears(1) : start;
        }
        return new Span(start.atDay(1), start.plusMonths(3).atDay(1));
    }
}
