package palimpsest.memory.segment;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.text.StorableText;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Metadata as PostgreSQL holds it: numbers as decimals, so that 1.1 is found by 1.1 whatever its type. */
final class MetadataJson {

    private final JsonMapper mapper = JsonMapper.builder().build();

    /** @throws IllegalArgumentException for a value of no kind that can be stored, or text that can't */
    String write(Map<String, ?> metadata) {
        var plain = new LinkedHashMap<String, Object>();
        metadata.forEach((name, value) -> plain.put(storable(name), scalar(value)));
        return mapper.writeValueAsString(plain);
    }

    Map<String, Object> read(String json) {
        return mapper.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    static Object scalar(Object value) {
        return switch (value) {
            case null -> throw new IllegalArgumentException("A value of metadata can't be null: leave its name out.");
            case Boolean truth -> truth;
            case Number number -> decimal(number);
            case Collection<?> values -> values.stream().map(MetadataJson::scalar).toList();
            case Object[] values -> List.of(values).stream().map(MetadataJson::scalar).toList();
            case Map<?, ?> ignored -> throw new IllegalArgumentException("A value of metadata can't be an object: give its parts names of their own.");
            default -> storable(value.toString());
        };
    }

    /** @throws IllegalArgumentException for infinity and NaN, which JSON can't hold */
    static BigDecimal decimal(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Double d when d.isNaN() || d.isInfinite() -> throw new IllegalArgumentException("Metadata can't hold the number " + d + ".");
            case Float f when f.isNaN() || f.isInfinite() -> throw new IllegalArgumentException("Metadata can't hold the number " + f + ".");
            default -> new BigDecimal(number.toString());
        };
    }

    private static String storable(String text) {
        StorableText.problem(text).ifPresent(problem -> {
            throw new IllegalArgumentException("Metadata " + problem + ".");
        });
        return text;
    }
}
