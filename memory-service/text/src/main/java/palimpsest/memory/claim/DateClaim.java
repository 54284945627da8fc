package palimpsest.memory.claim;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A date in a text; parts that are not said are null.
 *
 * @param other    the same with day and month exchanged, where digits leave open which is which; else null
 */
public record DateClaim(String text, int start, int end, Integer year, Integer month, Integer day, DateClaim other) {

    /** One that stands in no text. */
    public static DateClaim of(LocalDate day) {
        return new DateClaim("", 0, 0, day.getYear(), day.getMonthValue(), day.getDayOfMonth(), null);
    }

    /** Whether this one says nothing that {@code source} does not say. */
    public boolean saidBy(DateClaim source) {
        return said(this, source) || other != null && said(other, source) || source.other != null && saidBy(source.other);
    }

    private static boolean said(DateClaim claim, DateClaim source) {
        return said(claim.year, source.year) && said(claim.month, source.month) && said(claim.day, source.day);
    }

    private static boolean said(Integer claimed, Integer said) {
        return claimed == null || claimed.equals(said);
    }

    public DateClaim withoutYear() {
        return new DateClaim(text, start, end, null, month, day, other == null ? null : other.withoutYear());
    }

    /** The day, when it is one. */
    public Optional<LocalDate> asDay() {
        try {
            return year == null || month == null || day == null ? Optional.empty() : Optional.of(LocalDate.of(year, month, day));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
