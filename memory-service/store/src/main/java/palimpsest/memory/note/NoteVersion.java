package palimpsest.memory.note;

import java.time.Instant;
import java.util.UUID;

/**
 * One version of a lasting note. It never changes.
 *
 * @param version from 1, without gaps
 * @param summary null when deleted
 * @param content null when deleted
 * @param origin  where it was written
 */
public record NoteVersion(NoteOwner owner, String key, int version, String summary, String content, Origin origin, Instant at) {

    /**
     * Who wrote a version, and where.
     *
     * @param author         {@code agent} or {@code person}
     * @param conversationId null for a person's
     * @param seq            the event that brought it; null for a person's
     * @param msgId          the message that wrote it; null for a person's
     * @param runId          null for a person's
     */
    public record Origin(String author, UUID conversationId, Long seq, Integer msgId, UUID runId) {

        public static final Origin PERSON = new Origin("person", null, null, null, null);
    }

    public boolean deleted() {
        return content == null;
    }

    public NoteAddress address() {
        return new NoteAddress(owner.scope(), key);
    }
}
