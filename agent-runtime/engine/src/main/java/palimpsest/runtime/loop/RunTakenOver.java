package palimpsest.runtime.loop;

import java.util.UUID;

/** Another runtime went on with the run: this one lets go. */
final class RunTakenOver extends RuntimeException {

    RunTakenOver(String message) {
        super(message);
    }

    RunTakenOver(UUID conversationId, long seq) {
        super("Event " + seq + " of conversation " + conversationId + " was written by another runtime");
    }
}
