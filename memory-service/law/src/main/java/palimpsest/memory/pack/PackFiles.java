package palimpsest.memory.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the files of a pack are read from. */
interface PackFiles {

    /** What an operator knows it by: its directory. */
    String place();

    /** The text of a file; empty when there is none of that name. */
    Optional<String> text(String file);

    /** The YAML files that are there, sorted; empty where files can't be listed. */
    List<String> list();

    /** A directory of the file system. */
    static PackFiles in(Path directory) {
        return new PackFiles() {
            @Override
            public String place() {
                return directory.toString();
            }

            @Override
            public Optional<String> text(String file) {
                Path path = directory.resolve(file);
                try {
                    return Files.isRegularFile(path) ? Optional.of(limited(path)) : Optional.empty();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            private static String limited(Path path) throws IOException {
                if (Files.size(path) > PackReader.LARGEST_FILE) {
                    throw new IOException("has more than " + PackReader.LARGEST_FILE + " bytes; divide it into several files");
                }
                return Files.readString(path);
            }

            @Override
            public List<String> list() {
                try (Stream<Path> files = Files.list(directory)) {
                    return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml") || name.endsWith(".yml")).sorted().toList();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** A pack that is shipped with the product; its {@code pack.yaml} names its files. */
    static PackFiles shipped(String name) {
        return new PackFiles() {
            @Override
            public String place() {
                return name;
            }

            @Override
            public Optional<String> text(String file) {
                try (InputStream in = PackFiles.class.getResourceAsStream("/palimpsest/packs/" + name + "/" + file)) {
                    return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public List<String> list() {
                return List.of();
            }
        };
    }
}
