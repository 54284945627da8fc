package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWalkTest {

    @TempDir
    Path folder;

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private static List<String> names(Path path) {
        return FileWalk.of(List.of(path), 100).stream().map(found -> found instanceof FileWalk.Found.File file ? file.name() : found.toString()).toList();
    }

    @Test
    void what_tools_installed_or_built_is_left_out() throws IOException {
        write("README.md", "node_modules/left/readme.md", "web/node_modules/a/b.md", "web/package.json", "web/dist/app.txt", "java/pom.xml", "java/target/classes/a.txt", "py/env3/pyvenv.cfg",
                "py/env3/lib/a.txt", "py/src/__pycache__/a.txt", "py/src/a.py");
        assertThat(names(folder)).containsExactly("README.md", "java/pom.xml", "py/src/a.py", "web/package.json");
    }

    @Test
    void a_folder_of_such_a_name_with_no_build_beside_it_and_one_that_is_named_are_read() throws IOException {
        write("target/goals.md", "build/plans.md", "node_modules/left/readme.md");
        assertThat(names(folder)).containsExactly("build/plans.md", "target/goals.md");
        assertThat(names(folder.resolve("node_modules"))).containsExactly("left/readme.md");
    }
}
