package palimpsest.runtime.endtoend;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine. */
final class Programs {

    private Programs() {}

    /** The first of these names in the first folder of the path that has one. */
    static Optional<Path> onPath(String... names) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name))).filter(Files::isExecutable).findFirst();
    }
}
