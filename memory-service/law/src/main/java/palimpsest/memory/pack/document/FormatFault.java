package palimpsest.memory.pack.document;

/**
 * What is wrong with a document.
 *
 * @param field  label of the field
 * @param what   is wrong
 * @param remedy what to write
 */
public record FormatFault(String field, Kind kind, String what, String remedy) {

    /** What is wrong with a field. */
    public enum Kind { MISSING, EMPTY, TOO_SHORT, WRONG_KIND, OUT_OF_ORDER }
}
