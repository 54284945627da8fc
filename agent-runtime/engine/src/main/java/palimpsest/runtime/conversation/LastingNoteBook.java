package palimpsest.runtime.conversation;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.note.NoteAddress;
import palimpsest.memory.note.NoteChangedException;
import palimpsest.memory.note.NoteHolding;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteScope;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.NoteVersion;
import palimpsest.memory.note.NoteVersion.Origin;
import palimpsest.runtime.conversation.RequestRefused.Reason;

/** What a person does with the notes of agents and users. A null version of a writer says that it knows of no such note. */
public final class LastingNoteBook {

    private static final int LONGEST_NAME = 300;

    private final NoteStore notes;
    private final ConversationStore agents;

    public LastingNoteBook(NoteStore notes, ConversationStore agents) {
        this.notes = notes;
        this.agents = agents;
    }

    public List<NoteVersion> list(String tenant, String scope, String owner) {
        return notes.notes(tenant, owner(tenant, scope, owner));
    }

    /** Who has notes: of users only {@code user}, where one is named. */
    public List<NoteHolding> holdings(String tenant, Optional<String> user) {
        return notes.holdings(tenant).stream()
                .filter(holding -> holding.owner().scope() == NoteScope.AGENT || user.map(holding.owner().id()::equals).orElse(true)).toList();
    }

    /** A version of a note; the latest without {@code version}, unless that is a deletion. */
    public NoteVersion read(String tenant, String scope, String owner, String key, Integer version) {
        NoteOwner of = owner(tenant, scope, owner);
        if (version == null) {
            return notes.latest(tenant, of, key).filter(note -> !note.deleted()).orElseThrow(() -> notFound(of, key));
        }
        return notes.versions(tenant, of, key).stream().filter(note -> note.version() == version).findFirst()
                .orElseThrow(() -> new RequestRefused(Reason.NOT_FOUND, "Note " + address(of, key) + " has no version " + version + "."));
    }

    public List<NoteVersion> versions(String tenant, String scope, String owner, String key) {
        NoteOwner of = owner(tenant, scope, owner);
        List<NoteVersion> versions = notes.versions(tenant, of, key);
        if (versions.isEmpty()) {
            throw notFound(of, key);
        }
        return versions;
    }

    /** @throws NoteChangedException when {@code base} is not the version that stands there */
    public NoteVersion write(String tenant, String scope, String owner, String key, Integer base, String summary, String content) {
        if (key.isBlank()) {
            throw RequestRefused.invalid("key", "key cannot be empty.");
        }
        requireName("key", key);
        requireName("owner", owner);
        RequestRefused.requireStorable("summary", summary);
        RequestRefused.requireStorable("content", content);
        if (summary == null || summary.isBlank() || content == null) {
            throw RequestRefused.invalid(content == null ? "content" : "summary", "A note needs a summary and a content.");
        }
        NoteOwner of = owner(tenant, scope, owner);
        return notes.append(tenant, of, key, base(tenant, of, key, base), summary, content, Origin.PERSON);
    }

    /** @throws NoteChangedException when {@code base} is not the version that stands there */
    public NoteVersion restore(String tenant, String scope, String owner, String key, int version, Integer base) {
        NoteVersion old = read(tenant, scope, owner, key, version);
        if (old.deleted()) {
            throw RequestRefused.invalid("version", "Version " + version + " is the deletion of the note: choose one before it.");
        }
        return notes.append(tenant, old.owner(), key, base(tenant, old.owner(), key, base), old.summary(), old.content(), Origin.PERSON);
    }

    /** @throws NoteChangedException when {@code base} is not the version that stands there */
    public void delete(String tenant, String scope, String owner, String key, Integer base) {
        NoteVersion note = read(tenant, scope, owner, key, null);
        notes.append(tenant, note.owner(), key, base == null ? 0 : base, null, null, Origin.PERSON);
    }

    private static void requireName(String field, String name) {
        RequestRefused.requireStorable(field, name);
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            throw RequestRefused.invalid(field, field + " is longer than " + LONGEST_NAME + " characters: shorten it.");
        }
    }

    /** Whoever knows of no note may also write after a deletion. */
    private int base(String tenant, NoteOwner owner, String key, Integer base) {
        return base != null ? base : notes.latest(tenant, owner, key).filter(NoteVersion::deleted).map(NoteVersion::version).orElse(0);
    }

    private NoteOwner owner(String tenant, String scope, String owner) {
        return switch (scope) {
            case "agent" -> new NoteOwner(NoteScope.AGENT, agent(tenant, owner));
            case "user" -> new NoteOwner(NoteScope.USER, owner);
            default -> throw RequestRefused.invalid("scope", "Notes belong to an agent or a user, not to a " + scope + ".");
        };
    }

    private String agent(String tenant, String id) {
        try {
            return agents.findAgent(tenant, UUID.fromString(id)).orElseThrow().id().toString();
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw new RequestRefused(Reason.NOT_FOUND, "There is no agent " + id + ".");
        }
    }

    private static RequestRefused notFound(NoteOwner owner, String key) {
        return new RequestRefused(Reason.NOT_FOUND, "There is no note " + address(owner, key) + ".");
    }

    private static NoteAddress address(NoteOwner owner, String key) {
        return new NoteAddress(owner.scope(), key);
    }
}
