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
        return names(path, FileSelection.asGit());
    }

    private static List<String> names(Path path, FileSelection selection) {
        return FileWalk.of(List.of(path), 100, selection).stream().filter(FileWalk.Found.File.class::isInstance).map(found -> ((FileWalk.Found.File) found).name()).toList();
    }

    private static List<String> leftOut(Path path) {
        return FileWalk.of(List.of(path), 100, FileSelection.asGit()).stream().filter(FileWalk.Found.LeftOut.class::isInstance).map(found -> (FileWalk.Found.LeftOut) found)
                .map(left -> left.name() + " " + left.reason()).toList();
    }

    private void text(String name, String text) throws IOException {
        write(name);
        Files.writeString(folder.resolve(name), text);
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

    @Test
    void rules_of_gitignore_files_hold_below_them_and_nearer_ones_win() throws IOException {
        text(".gitignore", "*.log\n/drafts/\nbook/*\n!book/index.md\n");
        text("web/.gitignore", "!keep.log\nnotes\n");
        write("a.log", "drafts/a.md", "web/drafts/b.md", "web/keep.log", "web/other.log", "web/notes/c.md", "notes/d.md", "book/index.md", "book/one.md", "read.md");
        assertThat(names(folder)).containsExactly("book/index.md", "notes/d.md", "read.md", "web/drafts/b.md", "web/keep.log");
        assertThat(names(folder, new FileSelection(List.of(), List.of(), false))).contains("a.log", "drafts/a.md", "web/notes/c.md");
        assertThat(leftOut(folder)).contains("a.log is ignored by .gitignore", "drafts/ is ignored by .gitignore", ".gitignore is hidden").doesNotContain("drafts/a.md is ignored by .gitignore");
    }

    @Test
    void rules_of_the_repository_hold_in_a_folder_of_it_that_is_named() throws IOException {
        text("repository/.gitignore", "*.tmp\n/docs/private\n/docs\n");
        text("repository/.git/info/exclude", "mine.md\n");
        text(".gitignore", "*.md\n");
        write("repository/docs/a.md", "repository/docs/b.tmp", "repository/docs/private/c.md", "repository/docs/mine.md", "repository/inner/.git/HEAD", "repository/inner/d.tmp");
        assertThat(names(folder.resolve("repository/docs"))).containsExactly("a.md");
        assertThat(names(folder.resolve("repository"))).containsExactly("inner/d.tmp");
        assertThat(names(folder.resolve("repository/docs/b.tmp"))).containsExactly("b.tmp");
    }

    @Test
    void files_are_included_and_excluded_by_patterns() throws IOException {
        write("a.md", "b.txt", "docs/c.txt", "docs/old/d.txt", "docs/e.csv", "src/f.md");
        assertThat(names(folder, new FileSelection(List.of("*.md", "docs/"), List.of("old/", "*.csv"), true))).containsExactly("a.md", "docs/c.txt", "src/f.md");
        assertThat(names(folder, new FileSelection(List.of(), List.of("/docs/**/*.txt", "!/docs/c.txt"), true))).containsExactly("a.md", "b.txt", "docs/c.txt", "docs/e.csv", "src/f.md");
    }

    @Test
    void what_is_left_out_is_told() throws IOException {
        write("node_modules/left/readme.md", "env/pyvenv.cfg", ".idea/a.xml", "a.md");
        assertThat(leftOut(folder)).containsExactly(".idea/ is hidden", "env/ was installed or built by a tool", "node_modules/ was installed or built by a tool");
    }
}
