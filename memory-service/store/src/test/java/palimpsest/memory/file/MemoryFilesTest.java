package palimpsest.memory.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.testing.TestDatabase;

/** The documented commands and messages, on a real PostgreSQL. */
@ExtendWith(TestDatabase.Injected.class)
class MemoryFilesTest {

    private MemoryFiles files;
    private String tenant;

    @BeforeEach
    void open(TestDatabase database) {
        files = new PostgresMemoryFiles(database.jdbc(), database.transaction(), new MemoryFiles.Limits(200, 5));
        tenant = database.newTenant();
    }

    private MemoryFiles.Reply run(Object... keysAndValues) {
        var json = new java.util.HashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            json.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return files.execute(tenant, "agent:1", MemoryCommand.of(json), Optional.empty());
    }

    private String done(Object... keysAndValues) {
        MemoryFiles.Reply reply = run(keysAndValues);
        assertThat(reply.error()).as(reply.text()).isFalse();
        return reply.text();
    }

    private String refused(Object... keysAndValues) {
        MemoryFiles.Reply reply = run(keysAndValues);
        assertThat(reply.error()).as(reply.text()).isTrue();
        return reply.text();
    }

    private void create(String path, String text) {
        assertThat(done("command", "create", "path", path, "file_text", text)).isEqualTo("File created successfully at: " + path);
    }

    @Test
    void paths_are_listed_with_what_became_of_them() {
        create("/memories/a.txt", "äöü");
        create("/memories/b.txt", "gone soon");
        done("command", "delete", "path", "/memories/b.txt");
        assertThat(files.list(tenant, "agent:1")).extracting(MemoryFiles.Listed::path, MemoryFiles.Listed::version, MemoryFiles.Listed::characters, MemoryFiles.Listed::command)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("/memories/a.txt", 1, 3, "create"),
                        org.assertj.core.groups.Tuple.tuple("/memories/b.txt", 2, null, "delete"));
        assertThat(files.list(tenant, "agent:2")).isEmpty();
        assertThat(files.owners(tenant)).containsExactly("agent:1");
    }

    @Test
    void a_directory_is_shown_two_levels_deep_with_sizes() {
        assertThat(done("command", "view", "path", "/memories")).isEqualTo("Here're the files and directories up to 2 levels deep in /memories, "
                + "excluding hidden items and node_modules:\n0.0K\t/memories");
        create("/memories/a.txt", "x".repeat(102));
        create("/memories/sub/deep/er/b.txt", "y".repeat(102));
        create("/memories/.hidden", "z");
        create("/memories/node_modules/c", "z");
        assertThat(done("command", "view", "path", "/memories/").lines().skip(1)).containsExactly("0.2K\t/memories", "0.1K\t/memories/a.txt", "0.1K\t/memories/sub",
                "0.1K\t/memories/sub/deep");
        assertThat(refused("command", "view", "path", "/memories/none")).isEqualTo("The path /memories/none does not exist. Please provide a valid path.");
    }

    @Test
    void a_file_is_shown_with_line_numbers_and_in_part() {
        create("/memories/notes.txt", "Hello World\nThis is line two\nthree\n");
        assertThat(done("command", "view", "path", "/memories/notes.txt"))
                .isEqualTo("Here's the content of /memories/notes.txt with line numbers:\n     1\tHello World\n     2\tThis is line two\n     3\tthree");
        assertThat(done("command", "view", "path", "/memories/notes.txt", "view_range", List.of(2, -1)).lines().skip(1)).containsExactly("     2\tThis is line two", "     3\tthree");
        assertThat(refused("command", "view", "path", "/memories/notes.txt", "view_range", List.of(9, 10))).contains("Invalid `view_range`", "[1, 3]");
    }

    @Test
    void a_file_is_created_once_within_the_limits() {
        create("/memories/a", "one");
        assertThat(refused("command", "create", "path", "/memories/a", "file_text", "two")).isEqualTo("Error: File /memories/a already exists");
        assertThat(refused("command", "create", "path", "/memories/a/b", "file_text", "two")).isEqualTo("Error: /memories/a is a file: nothing can be under it");
        assertThat(refused("command", "create", "path", "/memories/big", "file_text", "x".repeat(201))).contains("201 characters");
        IntStream.range(0, 4).forEach(i -> create("/memories/n" + i, ""));
        assertThat(refused("command", "create", "path", "/memories/more", "file_text", "")).contains("5 files already");
    }

    @Test
    void a_text_is_replaced_where_it_stands_once() {
        create("/memories/p", "Favorite color: blue\nFavorite food: rice\n");
        assertThat(done("command", "str_replace", "path", "/memories/p", "old_str", "blue", "new_str", "green"))
                .isEqualTo("The memory file has been edited.\n     1\tFavorite color: green\n     2\tFavorite food: rice");
        assertThat(refused("command", "str_replace", "path", "/memories/p", "old_str", "blue", "new_str", "red"))
                .isEqualTo("No replacement was performed, old_str `blue` did not appear verbatim in /memories/p.");
        assertThat(refused("command", "str_replace", "path", "/memories/p", "old_str", "Favorite", "new_str", "Best"))
                .isEqualTo("No replacement was performed. Multiple occurrences of old_str `Favorite` in lines: 1, 2. Please ensure it is unique");
        assertThat(refused("command", "str_replace", "path", "/memories/none", "old_str", "a", "new_str", "b"))
                .isEqualTo("Error: The path /memories/none does not exist. Please provide a valid path.");
        done("command", "str_replace", "path", "/memories/p", "old_str", "\nFavorite food: rice");
        assertThat(content("/memories/p")).isEqualTo("Favorite color: green\n");
    }

    @Test
    void lines_are_inserted_after_a_line() {
        create("/memories/t", "one\ntwo\n");
        assertThat(done("command", "insert", "path", "/memories/t", "insert_line", 1, "insert_text", "between\n")).isEqualTo("The file /memories/t has been edited.");
        done("command", "insert", "path", "/memories/t", "insert_line", 0, "insert_text", "zero");
        done("command", "insert", "path", "/memories/t", "insert_line", 4, "insert_text", "last");
        assertThat(content("/memories/t")).isEqualTo("zero\none\nbetween\ntwo\nlast\n");
        assertThat(refused("command", "insert", "path", "/memories/t", "insert_line", 6, "insert_text", "x"))
                .isEqualTo("Error: Invalid `insert_line` parameter: 6. It should be within the range of lines of the file: [0, 5]");
        assertThat(refused("command", "insert", "path", "/memories/none", "insert_line", 0, "insert_text", "x")).isEqualTo("Error: The path /memories/none does not exist");
    }

    @Test
    void files_and_directories_are_renamed_and_deleted_and_their_versions_stay() {
        create("/memories/d/a", "A");
        create("/memories/d/b", "B");
        create("/memories/other", "O");
        assertThat(refused("command", "rename", "old_path", "/memories/d", "new_path", "/memories/other")).isEqualTo("Error: The destination /memories/other already exists");
        assertThat(refused("command", "rename", "old_path", "/memories/d", "new_path", "/memories/d/e")).contains("into itself");
        assertThat(refused("command", "rename", "old_path", "/memories/x", "new_path", "/memories/y")).isEqualTo("Error: The path /memories/x does not exist");
        assertThat(done("command", "rename", "old_path", "/memories/d", "new_path", "/memories/e/f")).isEqualTo("Successfully renamed /memories/d to /memories/e/f");
        assertThat(content("/memories/e/f/b")).isEqualTo("B");
        assertThat(done("command", "delete", "path", "/memories/e")).isEqualTo("Successfully deleted /memories/e");
        assertThat(refused("command", "delete", "path", "/memories/e")).isEqualTo("Error: The path /memories/e does not exist");
        assertThat(refused("command", "delete", "path", "/memories")).contains("cannot be deleted");
        assertThat(files.versions(tenant, "agent:1", new MemoryPath("/memories/e/f/b"))).extracting(MemoryFiles.Version::command).containsExactly("delete", "rename");
        create("/memories/e/f/b", "again");
        assertThat(files.versions(tenant, "agent:1", new MemoryPath("/memories/e/f/b"))).extracting(MemoryFiles.Version::content).containsExactly("again", null, "B");
    }

    @Test
    void nobody_sees_the_files_of_another_owner_or_tenant() {
        create("/memories/mine", "secret");
        MemoryCommand view = MemoryCommand.of(Map.of("command", "view", "path", "/memories/mine"));
        assertThat(files.execute(tenant, "agent:2", view, Optional.empty()).error()).isTrue();
        assertThat(files.execute(TestDatabase.shared().newTenant(), "agent:1", view, Optional.empty()).error()).isTrue();
    }

    @Test
    void a_call_run_again_is_answered_as_it_was_and_done_once() {
        MemoryCommand create = MemoryCommand.of(Map.of("command", "create", "path", "/memories/once", "file_text", "1"));
        MemoryFiles.Reply first = files.execute(tenant, "o", create, Optional.of("run/3"));
        assertThat(files.execute(tenant, "o", create, Optional.of("run/3"))).isEqualTo(first);
        assertThat(files.execute(tenant, "o", create, Optional.of("run/5")).text()).contains("already exists");
        assertThat(files.versions(tenant, "o", new MemoryPath("/memories/once"))).hasSize(1);
    }

    @Test
    void commands_at_once_each_see_the_ones_before() throws Exception {
        create("/memories/list", "");
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<MemoryFiles.Reply>> calls = IntStream.range(0, 12).<Callable<MemoryFiles.Reply>>mapToObj(i -> () ->
                    run("command", "insert", "path", "/memories/list", "insert_line", 0, "insert_text", "line " + i)).toList();
            for (Future<MemoryFiles.Reply> reply : new ArrayList<>(threads.invokeAll(calls))) {
                assertThat(reply.get().error()).isFalse();
            }
        }
        assertThat(content("/memories/list").lines()).hasSize(12);
    }

    private String content(String path) {
        return files.versions(tenant, "agent:1", new MemoryPath(path)).getFirst().content();
    }
}
