package palimpsest.runtime.model;

import java.util.Optional;
import palimpsest.runtime.model.wire.MessageEnding;
import tools.jackson.databind.JsonNode;

/**
 * What a response says that LangChain4j does not hand on: how it ended, and a refusal. It is noted while the response is read, on the thread
 * that asked. One for each model; its calls may run on several threads.
 */
final class ResponseNotes {

    private final Edge edge;
    private final ThreadLocal<Notes> notes = ThreadLocal.withInitial(Notes::new);

    private static final class Notes {
        private MessageEnding ending;
        private final StringBuilder refusal = new StringBuilder();
    }

    ResponseNotes(Edge edge) {
        this.edge = edge;
    }

    /** A call begins on this thread. */
    void begin() {
        notes.set(new Notes());
    }

    /** The call is over. */
    void end() {
        notes.remove();
    }

    /** Notes what a response, or the next event of one, says. */
    void read(JsonNode response) {
        Notes noted = notes.get();
        MessageEnding ending = MessageEnding.of(edge.stopReason(response));
        noted.ending = ending == null ? noted.ending : ending;
        String refusal = edge.refusal(response);
        if (refusal != null) {
            noted.refusal.append(refusal);
        }
    }

    /** How the message ended; null when it is complete. */
    MessageEnding ending() {
        return refusal().isPresent() ? MessageEnding.REFUSAL : notes.get().ending;
    }

    /** The words of a refusal that stand beside the message's text. */
    Optional<String> refusal() {
        String said = notes.get().refusal.toString();
        return said.isBlank() ? Optional.empty() : Optional.of(said);
    }
}
