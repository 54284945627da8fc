package palimpsest.memory.pack.document;

import java.util.List;

/**
 * A part that a document has.
 *
 * @param label    as it stands in the document, before a colon or alone on its line
 * @param required whether the document is incomplete without it
 * @param kind     what it must hold
 * @param words    at least so many
 * @param oneOf    values of a {@link Kind#CHOICE}
 * @param hint     what belongs there
 * @param source   name of the tool that gives it; null when none does
 */
public record TemplateField(String label, boolean required, Kind kind, int words, List<String> oneOf, String hint, String source) {

    /** What a field holds. */
    public enum Kind { TEXT, NUMBER, DATE, ARTICLE, CHOICE }

    public TemplateField {
        oneOf = List.copyOf(oneOf);
    }
}
