package palimpsest.memory.document;

import java.time.Instant;
import java.util.UUID;

/**
 * A stored text. Its content never changes: a changed file becomes a new document.
 *
 * @param name             what a person calls it: a path relative to the folder it came from, or an upload's file name
 * @param source           absolute path it was read from, or {@code upload:} and the file name
 * @param sha256           of the file's bytes, lower-case hexadecimal
 * @param bytes            size of the file
 * @param characters       length of the extracted text in Unicode code points
 * @param tokens           length of the text in tokens of {@code tokenizer}
 * @param tokenizer        {@link palimpsest.memory.text.Tokenizer#id()} of the tokens counted
 * @param passages         number of search passages
 * @param embeddedPassages how many of them have an embedding of the current model
 */
public record Document(UUID id, String tenant, String name, String source, String mediaType, String sha256, long bytes,
                       int characters, int tokens, String tokenizer, int passages, int embeddedPassages, Instant createdAt) {}
