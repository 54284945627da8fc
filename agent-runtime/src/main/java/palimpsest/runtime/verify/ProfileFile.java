package palimpsest.runtime.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fitted numbers as JSON: those in the jar, and others in files.
 *
 * @param type    a record
 * @param bundled name of the resource that comes with the product
 */
public record ProfileFile<T>(Class<T> type, String bundled) {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

    /** The one that comes with the product. */
    public T shipped() {
        try (InputStream in = type.getResourceAsStream(bundled)) {
            return JSON.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException when the file is not there or no such profile; the message names it */
    public T read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), type);
        } catch (IOException e) {
            throw new IllegalArgumentException("The profile " + file + " can't be read: " + e.getMessage());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + " is no such profile: " + e.getOriginalMessage());
        }
    }

    public void write(T profile, Path file) {
        try {
            Files.writeString(file, JSON.writeValueAsString(profile) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
