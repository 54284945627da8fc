package palimpsest.runtime.loop;

import java.util.UUID;

/** Another runtime went on with the run: this one lets go. */
final class RunTakenOver extends RuntimeException {

    RunTakenOver(UUID conversationId, long seq) {
        super("Event " + seq + " of conversation " + conversationId + " was written by another runtime");
    }
}
