package palimpsest.runtime.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;

/** The system prompt of agents that have none of their own. It says what is done with the calls of one message. */
final class ShippedPrompt {

    private static final String FILE = "palimpsest/system-prompt.txt";
    /** As it stands in the file, and as models that make one call in a message were taught. */
    private static final String ONE_CALL = "then call one tool per message.";
    private static final String ALL_CALLS = "then call tools. Calls of one message are run one after the other, in their order, and share the room that is left in the window: "
            + "make several at once where none of them needs what another one tells. Call finish in a message by itself.";

    private ShippedPrompt() {}

    /** @param all whether all calls of a message are answered, in place of the first alone */
    static String of(boolean all) {
        String text = text();
        if (!text.contains(ONE_CALL)) {
            throw new IllegalStateException(FILE + " says no longer how many tools are called in a message.");
        }
        return all ? text.replace(ONE_CALL, ALL_CALLS) : text;
    }

    private static String text() {
        try {
            return new ClassPathResource(FILE).getContentAsString(StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
