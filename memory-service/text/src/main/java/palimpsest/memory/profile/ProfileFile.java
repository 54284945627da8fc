package palimpsest.memory.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fitted numbers as JSON: those in the jar, and others in files. A field that is unknown, missing or of another type refuses the file: numbers
 * that are left out or ignored decide otherwise than they were fitted to. Fields that earlier versions did not write have the mark
 * {@code @JsonProperty(required = false)} and may be missing.
 *
 * @param type    a record
 * @param bundled name of the resource that comes with the product, and is used where nothing else is asked for
 * @param locomo  name of the one that is fitted on LoCoMo, whose licence is for non-commercial use; null for none
 * @param what    such a profile in an error message: "gate profile"
 */
public record ProfileFile<T>(Class<T> type, String bundled, String locomo, String what) {

    /** Name of {@link #fittedOnLocomo()} in a configuration. */
    public static final String LOCOMO = "locomo";

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new AllRequired()).build();

    /** Every component of a record must be there, unless it is marked. */
    private static final class AllRequired extends JacksonAnnotationIntrospector {

        @Override
        public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            JsonProperty marked = _findAnnotation(member, JsonProperty.class);
            return marked == null || marked.required();
        }
    }

    /** The one that comes with the product. */
    public T shipped() {
        return resource(bundled);
    }

    /** The other one that comes with it. */
    public T fittedOnLocomo() {
        return resource(locomo);
    }

    /**
     * @param name {@value #LOCOMO}, or a file; null for the one that is used where nothing else is asked for
     * @throws IllegalArgumentException when the file is not there or no such profile; the message names it
     */
    public T named(String name) {
        return switch (name) {
            case null -> shipped();
            case LOCOMO -> fittedOnLocomo();
            default -> read(Path.of(name));
        };
    }

    private T resource(String name) {
        try (InputStream in = type.getResourceAsStream(name)) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException when the file is not there or no such profile; the message names it, and the field that is amiss */
    public T read(Path file) {
        try {
            return of(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException("The " + what + " " + file + " can't be read: " + e.getMessage());
        }
    }

    private T of(String json, String name) {
        try {
            return JSON.readValue(json, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(name + " is no " + what + ": " + e.getOriginalMessage());
        }
    }

    public String json(T profile) {
        return JSON.writeValueAsString(profile) + "\n";
    }

    /** @throws UncheckedIOException when the file can't be written */
    public void write(T profile, Path file) {
        try {
            Files.writeString(file, json(profile));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
