package palimpsest.runtime.context;

import java.util.LinkedHashMap;
import java.util.Map;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.NoteBook;
import palimpsest.runtime.event.NoteEvent.LastingNoteRead;
import palimpsest.runtime.event.NoteEvent.LastingNoteWritten;
import palimpsest.runtime.event.NoteEvent.LastingNotesListed;

/**
 * What a conversation knows of its agent's and its user's notes: their summaries as they stand in the window, and which
 * versions it has read. Others write these notes too; what they wrote is seen when a run starts or the note is read.
 * Immutable.
 *
 * @param summaries by key, in the order of the window
 * @param known     the version of each note that was read or written here in full
 */
record LastingNotes(LinkedHashMap<String, String> summaries, Map<String, Integer> known) {

    static final LastingNotes NONE = new LastingNotes(new LinkedHashMap<>(), Map.of());

    LastingNotes after(LastingNotesListed listed) {
        var all = new LinkedHashMap<String, String>();
        listed.notes().forEach(note -> all.put(note.key(), note.summary()));
        var stillKnown = new LinkedHashMap<>(known);
        stillKnown.keySet().retainAll(all.keySet());
        return new LastingNotes(all, stillKnown);
    }

    LastingNotes after(LastingNoteRead read) {
        return with(read.key(), read.summary(), read.version());
    }

    /** A version written on one that was never read (a line appended) leaves the note unread. */
    LastingNotes after(LastingNoteWritten written) {
        int before = knownVersion(written.key());
        return with(written.key(), written.content() == null ? null : written.summary(), before == written.version() - 1 ? written.version() : before);
    }

    private LastingNotes with(String key, String summary, int version) {
        var nextSummaries = new LinkedHashMap<>(summaries);
        var nextKnown = new LinkedHashMap<>(known);
        nextKnown.put(key, version);
        if (summary == null) {
            nextSummaries.remove(key);
        } else {
            nextSummaries.put(key, summary);
        }
        return new LastingNotes(nextSummaries, nextKnown);
    }

    /** The version of a note that was read in full or written in full here, 0 when none was. */
    int knownVersion(String key) {
        return known.getOrDefault(key, 0);
    }

    /** The notes as the window shows them: the conversation's first. */
    NoteBook besides(NoteBook notes) {
        NoteBook all = notes;
        for (var note : summaries.entrySet()) {
            all = all.with(new Note(note.getKey(), note.getValue(), ""));
        }
        return all;
    }
}
