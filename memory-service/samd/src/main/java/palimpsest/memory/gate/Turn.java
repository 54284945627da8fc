package palimpsest.memory.gate;

import java.time.Instant;

/**
 * What somebody said.
 *
 * @param at      when; null when not known
 * @param caption what a shared picture shows; null without a picture
 */
public record Turn(String speaker, Instant at, String text, String caption) {

    /** Speaker of what an agent says. */
    public static final String ASSISTANT = "assistant";

    public Turn(String speaker, Instant at, String text) {
        this(speaker, at, text, null);
    }

    /** What was said and shown, as one text. */
    public String content() {
        return caption == null || caption.isBlank() ? text : text + " [shares a picture: " + caption + "]";
    }
}
