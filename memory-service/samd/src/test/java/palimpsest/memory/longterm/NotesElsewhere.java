package palimpsest.memory.longterm;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.note.NoteHolding;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.NoteVersion;

/** A store of notes as an application brings it, which does not keep them where ours does. */
record NotesElsewhere(NoteStore store, String place) implements NoteStore {

    @Override
    public Optional<NoteVersion> latest(String tenant, NoteOwner owner, String key) {
        return store.latest(place, owner, key);
    }

    @Override
    public List<NoteVersion> notes(String tenant, NoteOwner owner) {
        return store.notes(place, owner);
    }

    @Override
    public List<NoteHolding> holdings(String tenant) {
        return store.holdings(place);
    }

    @Override
    public List<NoteVersion> versions(String tenant, NoteOwner owner, String key) {
        return store.versions(place, owner, key);
    }

    @Override
    public NoteVersion append(String tenant, NoteOwner owner, String key, int baseVersion, String summary, String content, NoteVersion.Origin origin) {
        return store.append(place, owner, key, baseVersion, summary, content, origin);
    }

    @Override
    public int erase(String tenant, NoteOwner owner) {
        return store.erase(place, owner);
    }

    @Override
    public List<NoteOwner> owners(String tenant, UUID conversationId) {
        return store.owners(tenant, conversationId);
    }

    @Override
    public void assignUser(String tenant, UUID conversationId, String userId) {
        store.assignUser(tenant, conversationId, userId);
    }
}
