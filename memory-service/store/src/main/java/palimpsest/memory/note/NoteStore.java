package palimpsest.memory.note;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Notes of agents and users, shared over conversations, with all their versions. Every call is scoped by tenant. */
public interface NoteStore {

    /** Whether its notes are those of the product's table: what is known of the table, that nobody has any for instance, is true of them then. */
    default boolean inTable() {
        return false;
    }

    /** The note as it is now, a deletion included; empty when it was never written. */
    Optional<NoteVersion> latest(String tenant, NoteOwner owner, String key);

    /** The notes of the owner as they are now, by key, without deleted ones. */
    List<NoteVersion> notes(String tenant, NoteOwner owner);

    /** Who has notes, agents before users, each by id. */
    List<NoteHolding> holdings(String tenant);

    /** The notes of all owners of a conversation, those of {@link #owners} in its order. */
    default List<NoteVersion> shared(String tenant, UUID conversationId) {
        return owners(tenant, conversationId).stream().flatMap(owner -> notes(tenant, owner).stream()).toList();
    }

    /** All versions of a note, the oldest first; empty when it was never written. */
    List<NoteVersion> versions(String tenant, NoteOwner owner, String key);

    /**
     * Appends the version after {@code baseVersion}. Takes part in the transaction of the caller, if there is one.
     *
     * @param baseVersion the version that the writer has seen, 0 for a new note
     * @param content     null marks the note deleted
     * @throws NoteChangedException when that is not the latest
     */
    NoteVersion append(String tenant, NoteOwner owner, String key, int baseVersion, String summary, String content, NoteVersion.Origin origin);

    /** Erases all notes of an owner with all of their versions, in the transaction of the caller if there is one. @return how many notes, deleted ones among them */
    int erase(String tenant, NoteOwner owner);

    /**
     * The agent and the user of a conversation, in this order.
     *
     * @throws java.util.NoSuchElementException when the conversation is unknown to the tenant
     */
    List<NoteOwner> owners(String tenant, UUID conversationId);

    /** Says whose conversation it is. */
    void assignUser(String tenant, UUID conversationId, String userId);
}
