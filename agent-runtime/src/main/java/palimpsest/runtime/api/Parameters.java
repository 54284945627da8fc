package palimpsest.runtime.api;

import palimpsest.runtime.conversation.RequestRefused;

/** Checks that parameters have in common. */
final class Parameters {

    private Parameters() {}

    /** @throws RequestRefused INVALID outside of {@code [least, most]} */
    static int within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw RequestRefused.invalid(name, name + " must be " + least + " to " + most + ", but is " + value + ".");
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
