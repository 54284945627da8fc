package palimpsest.memory.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Numbers, dates and quotes are found again however they are written, and seen to differ when they do. */
class ClaimPropertiesTest {

    private static final List<String> UNITS = List.of("km", "kg", "metres", "hours", "MB", "%", "litres");
    /** Dates as people write them; each names all three parts without a doubt. */
    private static final List<String> FORMATS = List.of("yyyy-MM-dd", "d MMMM yyyy", "MMMM d, yyyy", "d. MMM yyyy", "MMM d, yyyy", "'the' d 'of' MMMM yyyy", "yyyy/MM/dd");

    private static Quantity one(String text) {
        assertThat(Quantities.in(text)).as(text).hasSize(1);
        return Quantities.in(text).getFirst();
    }

    @Property(tries = 300)
    void a_number_is_the_same_however_its_digits_are_grouped(@ForAll @LongRange(min = 1_000_000, max = 999_999_999_999L) long number, @ForAll("units") String unit) {
        Quantity plain = one("It has " + number + " " + unit + ".");
        for (String group : List.of(",", ".", " ", "'", " ", " ")) {
            String written = String.format(Locale.ROOT, "%,d", number).replace(",", group);
            Quantity grouped = one("It has " + written + " " + unit + ".");
            assertThat(grouped.sameAmount(plain)).as(written).isTrue();
        }
    }

    @Property(tries = 300)
    void a_decimal_is_the_same_with_point_and_comma_and_converts(@ForAll @IntRange(min = 1, max = 999_999) int hundredths) {
        BigDecimal value = BigDecimal.valueOf(hundredths, 2);
        Quantity point = one("The road is " + value.toPlainString() + " km long");
        assertThat(one("The road is " + value.toPlainString().replace('.', ',') + " km long").sameAmount(point)).isTrue();
        assertThat(one("The road is " + value.movePointRight(3).toBigInteger() + " m long").sameAmount(point)).isTrue();
    }

    @Property(tries = 300)
    void a_number_with_any_one_digit_altered_is_another(@ForAll @LongRange(min = 10, max = 999_999_999L) long number, @ForAll @IntRange(max = 8) int place,
                                                        @ForAll @IntRange(min = 1, max = 9) int by, @ForAll("units") String unit) {
        char[] digits = Long.toString(number).toCharArray();
        int at = place % digits.length;
        digits[at] = (char) ('0' + (digits[at] - '0' + by) % 10);
        long altered = Long.parseLong(new String(digits));
        Quantity before = one("It has " + number + " " + unit + ".");
        Quantity after = one("It has " + altered + " " + unit + ".");
        assertThat(after.sameValue(before)).isFalse();
        assertThat(after.sameAmount(before)).isFalse();
    }

    @Property(tries = 300)
    void a_date_is_the_same_however_it_is_written(@ForAll("days") LocalDate day, @ForAll("formats") String one, @ForAll("formats") String other) {
        DateClaim claimed = date(day, one);
        assertThat(claimed.asDay()).contains(day);
        assertThat(claimed.saidBy(date(day, other))).isTrue();
    }

    @Property(tries = 300)
    void another_day_is_another_date_in_any_form(@ForAll("days") LocalDate day, @ForAll @IntRange(min = 1, max = 4000) int later, @ForAll("formats") String one,
                                                 @ForAll("formats") String other) {
        assertThat(date(day.plusDays(later), one).saidBy(date(day, other))).isFalse();
    }

    private static DateClaim date(LocalDate day, String format) {
        String text = "It began on " + DateTimeFormatter.ofPattern(format, Locale.ENGLISH).format(day) + " in the rain.";
        assertThat(Dates.in(text)).as(text).hasSize(1);
        return Dates.in(text).getFirst();
    }

    @Property(tries = 300)
    void a_quote_is_found_to_the_character_whatever_white_space_and_composition_it_has(@ForAll("words") List<String> before, @ForAll("words") List<String> quoted,
                                                                                       @ForAll("words") List<String> after, @ForAll("spaces") String space) {
        String quote = String.join(" ", quoted);
        String text = String.join(" ", before) + " " + quote + " " + String.join(" ", after);
        String typed = Normalizer.normalize(String.join(space, quoted), Normalizer.Form.NFD);
        QuoteLocator.Stretch found = new QuoteLocator(text).find(typed).orElseThrow();
        assertThat(text.substring(found.start(), found.end())).isEqualTo(quote);
    }

    @Property(tries = 300)
    void a_quote_with_another_word_in_it_is_not_found(@ForAll("words") List<String> quoted, @ForAll @IntRange(max = 20) int place) {
        var altered = new ArrayList<>(quoted);
        altered.set(place % quoted.size(), "zzqx");
        assertThat(new QuoteLocator("Once " + String.join(" ", quoted) + " again").find(String.join(" ", altered))).isEmpty();
    }

    @Provide
    Arbitrary<String> units() {
        return Arbitraries.of(UNITS);
    }

    @Provide
    Arbitrary<String> formats() {
        return Arbitraries.of(FORMATS);
    }

    @Provide
    Arbitrary<LocalDate> days() {
        return Arbitraries.integers().between(1000, 2999).flatMap(year -> Arbitraries.integers().between(1, 365).map(day -> LocalDate.ofYearDay(year, day)));
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.of(" ", "  ", "\n", "\t", " \n ", "\u00a0", "\u2003");
    }

    /** Of several scripts, with marks, and beyond the basic plane. */
    @Provide
    Arbitrary<List<String>> words() {
        Arbitrary<String> letters = Arbitraries.of("a", "b", "k", "é", "ü", "å", "ñ", "ж", "ω", "א", "Ł", "ß", "𝛼");
        return letters.list().ofMinSize(2).ofMaxSize(7).map(parts -> String.join("", parts)).list().ofMinSize(2).ofMaxSize(6);
    }
}
