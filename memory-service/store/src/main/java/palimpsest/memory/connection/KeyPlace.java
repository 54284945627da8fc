package palimpsest.memory.connection;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where the key of a connected model is. It is in no case in the database. */
public enum KeyPlace {

    /** The server asks for none. */
    NONE,
    /** In an environment variable of each process of the runtime. */
    VARIABLE,
    /** In the memory of the process that it was given to, until that ends. */
    MEMORY;

    /** As the database and the API write it: {@code none}, {@code variable}, {@code memory}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The place of that label, if it is one. */
    public static Optional<KeyPlace> labelled(String label) {
        return Arrays.stream(values()).filter(place -> place.label().equals(label)).findFirst();
    }
}
