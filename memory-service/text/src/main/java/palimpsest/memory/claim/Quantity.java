package palimpsest.memory.claim;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * A number in a text, with its unit.
 *
 * @param text    as it stands there, unit included
 * @param start   first {@code char}
 * @param end     one past the last
 * @param values  what it may mean: {@code 1.200} is 1.2 or 1200
 * @param units   that are written with it; several where words leave it open, none when none is known
 * @param counted the word behind it, in lower case, when it is no known unit: what is counted; empty for none
 * @param word    whether it is written in words
 */
public record Quantity(String text, int start, int end, Set<BigDecimal> values, List<Unit> units, String counted, boolean word) {

    public boolean sameValue(Quantity other) {
        return values.stream().anyMatch(other.values::contains);
    }

    /** The same amount, where units convert: 1.5 km are 1500 m. */
    public boolean sameAmount(Quantity other) {
        for (Unit unit : units) {
            for (Unit theirs : other.units) {
                if (unit.family().equals(theirs.family()) && values.stream().anyMatch(mine -> other.values.stream()
                        .anyMatch(value -> mine.multiply(unit.factor()).compareTo(value.multiply(theirs.factor())) == 0))) {
                    return true;
                }
            }
        }
        return false;
    }
}
