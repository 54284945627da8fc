package palimpsest.memory.note;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The notes of a conversation in the order in which their keys first appeared. Immutable: a change gives a new book.
 * A note written again under its key keeps its place, as in the StateLM reference.
 */
public final class NoteBook {

    private static final NoteBook EMPTY = new NoteBook(new LinkedHashMap<>());

    private final SequencedMap<String, Note> notes;

    private NoteBook(SequencedMap<String, Note> notes) {
        this.notes = Collections.unmodifiableSequencedMap(notes);
    }

    public static NoteBook empty() {
        return EMPTY;
    }

    public NoteBook with(Note note) {
        var copy = new LinkedHashMap<>(notes);
        copy.put(note.key(), note);
        return new NoteBook(copy);
    }

    public NoteBook without(String key) {
        var copy = new LinkedHashMap<>(notes);
        copy.remove(key);
        return new NoteBook(copy);
    }

    public Optional<Note> find(String key) {
        return Optional.ofNullable(notes.get(key));
    }

    public List<Note> all() {
        return List.copyOf(notes.values());
    }

    public List<String> keys() {
        return List.copyOf(notes.keySet());
    }

    public int size() {
        return notes.size();
    }

    /** One line per note, {@code - **key**: summary}; a wire constant when there are none (StateLM, external memory block). */
    public String summaryLines() {
        if (notes.isEmpty()) {
            return "No notes recorded.";
        }
        return notes.values().stream().map(note -> "- **" + note.key() + "**: " + note.summary()).collect(Collectors.joining("\n"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteBook book && all().equals(book.all());
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    @Override
    public String toString() {
        return notes.values().toString();
    }
}
