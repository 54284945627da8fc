package palimpsest.memory.note;

import java.util.Locale;

/** Whose a lasting note is. */
public enum NoteScope {

    /** One agent's, in all its conversations. */
    AGENT,
    /** One user's, with every agent. */
    USER;

    /** As it is stored and written in an address. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is no such scope */
    public static NoteScope of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
