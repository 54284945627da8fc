package palimpsest.memory.ingest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What a passage is known by beside its own text.
 *
 * @param speaker null for a text that nobody says
 * @param at      null when not known
 * @param session null for a text without sessions
 * @param before  text of the turn before, or what stands above a passage of a document; empty for none
 * @param earlier texts of the two turns before that
 * @param ofTable the first lines of the page on which the rows of a table stand; empty for none
 */
record Surroundings(String speaker, Instant at, String session, String before, String earlier, String ofTable) {

    Surroundings(String speaker, Instant at, String session, String before, String earlier) {
        this(speaker, at, session, before, earlier, "");
    }

    static final Surroundings NONE = new Surroundings(null, null, null, "", "");

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** Of a passage of a document: it is found, though less surely, by the document's name, the headings above it and the names of its table's columns. @param ofTable what its rows are a part of */
    static Surroundings under(String headings, String ofTable) {
        return new Surroundings(null, null, null, headings, "", ofTable);
    }

    /** The date as it is indexed and shown, such as {@code 8 May 2023}; empty when not known. */
    static String day(Instant at) {
        return at == null ? "" : DAY.format(at);
    }

    /** Who and when, to be found by. */
    String heading() {
        return speaker == null ? day(at) : speaker + " " + day(at);
    }

    /** What is embedded for a text; null for the text itself. */
    String searchText(String text) {
        if (speaker == null) {
            return ofTable.isEmpty() ? null : ofTable + "\n" + text;
        }
        String said = text.startsWith(speaker + ": ") ? text.substring(speaker.length() + 2) : text;
        return speaker + (at == null ? "" : " (" + day(at) + ")") + ": " + said.strip();
    }
}
