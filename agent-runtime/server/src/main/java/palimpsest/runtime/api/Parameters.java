package palimpsest.runtime.api;

import java.time.Instant;
import java.util.List;
import palimpsest.runtime.conversation.RequestRefused;

/** Checks that parameters have in common. */
final class Parameters {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Parameters() {}

    /** @throws RequestRefused INVALID outside of {@code [least, most]} */
    static int within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw RequestRefused.invalid(name, name + " must be " + least + " to " + most + ", but is " + value + ".");
        }
        return value;
    }

    /** The values of a list that may be absent. @throws RequestRefused INVALID when one of them is null */
    static <T> List<T> values(String name, List<T> values) {
        List<T> given = values == null ? List.of() : values;
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) == null) {
                throw RequestRefused.invalid(name + "[" + i + "]", name + "[" + i + "] is null: take it out.");
            }
        }
        return given;
    }

    /** A time that the database can hold, or null. @throws RequestRefused INVALID for any other */
    static Instant time(String name, Instant value) {
        if (value != null && (value.isBefore(FIRST) || value.isAfter(LAST))) {
            throw RequestRefused.invalid(name, name + " is no time from the year 0001 to 9999.");
        }
        return value;
    }

    /** @throws RequestRefused INVALID for null and blank */
    static String required(String name, String value) {
        if (value == null || value.isBlank()) {
            throw RequestRefused.invalid(name, name + " is missing.");
        }
        return value;
    }
}
