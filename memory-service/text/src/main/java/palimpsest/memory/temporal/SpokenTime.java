package palimpsest.memory.temporal;

import java.time.LocalDate;

/**
 * An expression of time in a text, and the days that it means.
 *
 * @param text  the expression as it stands
 * @param start its place in Unicode code points, {@code [start, end)}
 * @param from  first day
 * @param to    the day after the last
 */
public record SpokenTime(String text, int start, int end, LocalDate from, LocalDate to) {}
