package palimpsest.runtime.model.extractive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.claim.DateClaim;
import palimpsest.memory.claim.Dates;

/**
 * A day, a month or a year that a question names: "in May 2023", "on 16 November, 2023", "in 2021".
 *
 * @param start first {@code char} of it in the question, with its preposition
 * @param end   one past its last
 */
record Period(int start, int end, LocalDate from, LocalDate to) {

    private static final Pattern YEAR = Pattern.compile("(?<![\\d.,:/-])((?:19|20)\\d{2})(?![\\d.,:/-]?\\d)");
    /** What is told of a time is told soon after it, and plans shortly before. */
    private static final int DAYS_BEFORE = 21;
    private static final int DAYS_AFTER = 45;

    static List<Period> in(String question) {
        var periods = new ArrayList<Period>();
        for (DateClaim date : Dates.in(question)) {
            of(date).ifPresent(periods::add);
        }
        Matcher year = YEAR.matcher(question);
        while (year.find()) {
            int at = year.start();
            if (periods.stream().noneMatch(period -> period.start <= at && at < period.end)) {
                int number = Integer.parseInt(year.group(1));
                periods.add(new Period(at, year.end(), LocalDate.of(number, 1, 1), LocalDate.of(number, 12, 31)));
            }
        }
        return periods;
    }

    private static Optional<Period> of(DateClaim date) {
        if (date.year() == null || date.month() == null) {
            return Optional.empty();
        }
        try {
            YearMonth month = YearMonth.of(date.year(), date.month());
            LocalDate from = date.day() == null ? month.atDay(1) : month.atDay(date.day());
            return Optional.of(new Period(date.start(), date.end(), from, date.day() == null ? month.atEndOfMonth() : from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether what was said on that day may tell of this time. */
    boolean mayBeToldOn(LocalDate day) {
        return !day.isBefore(from.minusDays(DAYS_BEFORE)) && !day.isAfter(to.plusDays(DAYS_AFTER));
    }
}
