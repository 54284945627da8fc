package palimpsest.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A pooler in transaction mode gives each transaction another session (docs/scaling.md): no statement of ours may keep anything in one. */
class SessionStateTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern SESSION_STATE = Pattern.compile(
            "pg_(try_)?advisory_lock(_shared)?\\s*\\(|\"\\s*(un)?listen\\s+\\w+|create temp(orary)? table (?!\\w+ on commit drop)|set_config\\(.*,\\s*false\\)|\"\\s*set (?!local|constraints)\\w+ (=|to) "
                    + "|hold for select", Pattern.CASE_INSENSITIVE);
    /** Set the search path of a session where tables stand in a schema of their own; the user can have it instead. */
    private static final Set<String> SEARCH_PATH = Set.of("SchemaDataSource.java", "EnginePool.java");

    @Test
    void no_statement_leaves_anything_in_its_session() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String folder : List.of("memory-service", "tools", "agent-runtime", "starter")) {
            try (Stream<Path> inside = Files.list(ROOT.resolve(folder))) {
                // not the folders of builds, which another module may be writing now
                for (Path module : Stream.concat(Stream.of(ROOT.resolve(folder)), inside).filter(each -> Files.isDirectory(each.resolve("src/main"))).toList()) {
                    try (Stream<Path> files = Files.walk(module.resolve("src/main"))) {
                        files.filter(file -> file.toString().matches(".*\\.(java|sql)")).forEach(sources::add);
                    }
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(500);
        assertThat(sources).filteredOn(file -> SESSION_STATE.matcher(read(file)).find()).extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(SEARCH_PATH);
    }

    @Test
    void what_lasts_is_told_from_what_ends_with_its_transaction() {
        assertThat(List.of("select pg_advisory_lock(7)", "\"listen changes\"", "create temp table t (n int)", "select set_config('role', ?, false)", "\"set search_path to a\""))
                .allMatch(sql -> SESSION_STATE.matcher(sql).find());
        assertThat(List.of("select pg_advisory_xact_lock(7)", "create temporary table t on commit drop as", "select set_config('role', ?, true)", "\"set local role a\"", "update t set name = :name"))
                .noneMatch(sql -> SESSION_STATE.matcher(sql).find());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
