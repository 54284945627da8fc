package palimpsest.memory.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Makes tokenizers by name. A tokenizer loads its vocabulary: make one and share it. */
public final class Tokenizers {

    public static final String DEFAULT = "o200k_base";

    private Tokenizers() {}

    /**
     * @param id {@code o200k_base}, {@code cl100k_base}, {@code whitespace}, or a path to a {@code tokenizer.json}
     * @throws IllegalArgumentException when there is no such tokenizer
     */
    public static Tokenizer byId(String id) {
        return switch (id) {
            case "o200k_base" -> JtokkitTokenizer.o200kBase();
            case "cl100k_base" -> JtokkitTokenizer.cl100kBase();
            case WhitespaceTokenizer.ID -> new WhitespaceTokenizer();
            default -> fromFile(id);
        };
    }

    private static Tokenizer fromFile(String id) {
        try {
            Path file = Path.of(id);
            if (Files.isRegularFile(file)) {
                return new HuggingFaceTokenizer(file);
            }
        } catch (InvalidPathException e) {
            throw unknown(id, e);
        } catch (IOException e) {
            throw new UncheckedIOException("The tokenizer " + id + " can't be read: " + e.getMessage(), e);
        }
        throw unknown(id, null);
    }

    private static IllegalArgumentException unknown(String id, Throwable cause) {
        return new IllegalArgumentException("No tokenizer \"" + id
                + "\": use o200k_base, cl100k_base, whitespace, or the path of a tokenizer.json", cause);
    }
}
