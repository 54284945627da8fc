package palimpsest.memory.claim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A unit of measure as texts write it.
 *
 * @param family what can be converted into each other
 * @param factor to the family's first unit
 */
public record Unit(String family, BigDecimal factor) {

    private static final Map<String, Unit> SPELLINGS = read();
    /** So short a spelling means another unit in another case: m, M; MB, Mb. */
    private static final int CASE_COUNTS = 2;

    /** The unit of that spelling; empty when it is none that we know. */
    public static Optional<Unit> of(String word) {
        Unit exact = SPELLINGS.get(word);
        if (exact != null || word.length() <= CASE_COUNTS && word.chars().allMatch(Character::isLetter)) {
            return Optional.ofNullable(exact);
        }
        return Optional.ofNullable(SPELLINGS.get(word.toLowerCase(Locale.ROOT)));
    }

    private static Map<String, Unit> read() {
        Map<String, Unit> units = new HashMap<>();
        try (var lines = new BufferedReader(new InputStreamReader(Unit.class.getResourceAsStream("/palimpsest/units.txt"), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> {
                String[] fields = line.split("\t");
                var unit = new Unit(fields[0], new BigDecimal(fields[1]));
                for (String spelling : fields[2].split(" ")) {
                    units.put(spelling.replace('-', ' '), unit);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The table of units in the jar can't be read", e);
        }
        return Map.copyOf(units);
    }
}
