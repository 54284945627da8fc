package palimpsest.runtime.caller;

import java.util.UUID;

/**
 * A caller's message that was taken in, and where its reply will stand.
 *
 * @param id names the reply
 */
public record Turn(UUID conversationId, CallerReply.Id id) {}
