package palimpsest.memory.verified;

import java.util.Locale;
import java.util.Optional;

/** The two stores of verified memory. */
public enum MemoryType {

    /** What sources say: provisions, passages, cases. */
    KNOWLEDGE,
    /** The facts of the matter in hand. */
    CONTEXT;

    /** As it is written in tool arguments and rows: {@code knowledge}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty when there is no store of that name. */
    public static Optional<MemoryType> of(String label) {
        for (MemoryType type : values()) {
            if (type.label().equalsIgnoreCase(label.strip())) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
