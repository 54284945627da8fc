package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the starter adds to an application with web and JDBC. */
class FootprintTest {

    private static final long MEGABYTE = 1_000_000;

    @Test
    void it_adds_at_most_sixty_jars_and_forty_megabytes() throws IOException {
        Set<String> host = entries("../samples/web-app/target/classpath").stream().map(FootprintTest::name).collect(Collectors.toSet());
        List<Path> added = Stream.concat(Stream.of(Path.of("target/classes")), entries("target/classpath").stream()).filter(entry -> !host.contains(name(entry))).toList();

        assertThat(added).hasSizeLessThanOrEqualTo(60).hasSizeGreaterThan(5);
        assertThat(added.stream().mapToLong(FootprintTest::size).sum()).isLessThan(40 * MEGABYTE);
        assertThat(added).extracting(FootprintTest::name).noneMatch(name -> name.matches("(onnxruntime|tokenizers|tika|poi|pdfbox|local-postgres|mcp-|reactor|gson|langchain4j-(open|anth|oll)).*"));
    }

    private static List<Path> entries(String file) throws IOException {
        return Stream.of(Files.readString(Path.of(file)).strip().split(File.pathSeparator)).map(Path::of).toList();
    }

    /** A module that is not packed yet is a folder. */
    private static String name(Path entry) {
        return entry.endsWith("classes") ? entry.toAbsolutePath().normalize().getParent().getParent().getFileName().toString() : entry.getFileName().toString();
    }

    private static long size(Path entry) {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
