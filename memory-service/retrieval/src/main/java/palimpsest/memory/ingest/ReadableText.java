package palimpsest.memory.ingest;

/**
 * What was read from a file.
 *
 * @param mediaType such as {@code text/plain}, without parameters
 * @param text      without NUL or lone surrogates
 */
public record ReadableText(String mediaType, String text) {}
