package palimpsest.evaluation.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON files of a directory. */
public final class JsonFiles {

    private JsonFiles() {}

    /**
     * Those of a directory, by name; a single file, itself.
     *
     * @param what each holds, in the singular, for the message
     * @throws IllegalArgumentException when there is none; the message names the place
     */
    public static List<Path> in(Path directoryOrFile, String what) {
        if (!Files.exists(directoryOrFile)) {
            throw new IllegalArgumentException("There is no directory " + directoryOrFile + ".");
        }
        List<Path> files = listed(directoryOrFile);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("There is no " + what + " (*.json) in " + directoryOrFile + ".");
        }
        return files;
    }

    /** Those of a directory, by name; a single file, itself; none of anything else. */
    public static List<Path> listed(Path directoryOrFile) {
        if (Files.isRegularFile(directoryOrFile)) {
            return List.of(directoryOrFile);
        }
        if (!Files.isDirectory(directoryOrFile)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directoryOrFile)) {
            return entries.filter(path -> path.getFileName().toString().endsWith(".json") && Files.isRegularFile(path)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException when it is no JSON; the message names the file */
    public static JsonNode read(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file.getFileName() + " is no JSON: " + e.getOriginalMessage());
        }
    }
}
