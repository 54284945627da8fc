package palimpsest.tools;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.note.NoteAddress;
import palimpsest.memory.note.NoteChangedException;
import palimpsest.memory.note.NoteHolding;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteScope;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.NoteVersion;

/** Lasting notes for a test: one agent and one user for every conversation. */
public final class InMemoryNotes implements NoteStore {

    public static final NoteOwner AGENT = new NoteOwner(NoteScope.AGENT, "reader");
    public static final NoteOwner USER = new NoteOwner(NoteScope.USER, "anna");

    private final List<NoteVersion> all = new ArrayList<>();

    @Override
    public synchronized Optional<NoteVersion> latest(String tenant, NoteOwner owner, String key) {
        return versions(tenant, owner, key).stream().reduce((first, second) -> second);
    }

    @Override
    public synchronized List<NoteVersion> notes(String tenant, NoteOwner owner) {
        return all.stream().filter(note -> note.owner().equals(owner)).map(NoteVersion::key).distinct().sorted()
                .flatMap(key -> latest(tenant, owner, key).stream()).filter(note -> !note.deleted()).toList();
    }

    @Override
    public synchronized List<NoteHolding> holdings(String tenant) {
        return List.of(AGENT, USER).stream().filter(owner -> !notes(tenant, owner).isEmpty())
                .map(owner -> new NoteHolding(owner, notes(tenant, owner).size(), Instant.EPOCH)).toList();
    }

    @Override
    public synchronized List<NoteVersion> versions(String tenant, NoteOwner owner, String key) {
        return all.stream().filter(note -> note.owner().equals(owner) && note.key().equals(key)).toList();
    }

    @Override
    public synchronized NoteVersion append(String tenant, NoteOwner owner, String key, int baseVersion, String summary, String content, NoteVersion.Origin origin) {
        int current = latest(tenant, owner, key).map(NoteVersion::version).orElse(0);
        if (current != baseVersion) {
            throw new NoteChangedException(new NoteAddress(owner.scope(), key), baseVersion, current);
        }
        var version = new NoteVersion(owner, key, baseVersion + 1, summary, content, origin, Instant.EPOCH);
        all.add(version);
        return version;
    }

    @Override
    public synchronized int erase(String tenant, NoteOwner owner) {
        int notes = (int) all.stream().filter(note -> note.owner().equals(owner)).map(NoteVersion::key).distinct().count();
        all.removeIf(note -> note.owner().equals(owner));
        return notes;
    }

    /** What someone else writes. */
    public NoteVersion write(NoteOwner owner, String key, String summary, String content) {
        return append("", owner, key, latest("", owner, key).map(NoteVersion::version).orElse(0), summary, content, NoteVersion.Origin.PERSON);
    }

    @Override
    public List<NoteOwner> owners(String tenant, UUID conversationId) {
        return List.of(AGENT, USER);
    }

    @Override
    public void assignUser(String tenant, UUID conversationId, String userId) {
        throw new UnsupportedOperationException("every conversation is anna's");
    }
}
