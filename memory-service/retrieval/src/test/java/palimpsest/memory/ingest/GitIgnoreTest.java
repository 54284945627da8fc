package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.util.FileSystemUtils;

class GitIgnoreTest {

    private static final Pattern ASTERISKS_AFTER_NAME = Pattern.compile("[^/*][*]{2}");

    /** A repository of git's, or null where git is not installed. */
    private static Path repository;

    @BeforeContainer
    static void repository() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gitignore");
        try {
            Process init = new ProcessBuilder("git", "init", "-q", folder.toString()).redirectErrorStream(true).start();
            init.getInputStream().readAllBytes();
            repository = init.waitFor() == 0 ? folder : null;
        } catch (IOException e) {
            repository = null;
        }
        if (repository == null) {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    @AfterContainer
    static void remove() throws IOException {
        FileSystemUtils.deleteRecursively(repository);
    }

    private static boolean ignores(String rules, String path) {
        return GitIgnore.of(rules).covers(path);
    }

    @Example
    void a_rule_is_read_as_the_manual_of_git_says() {
        assertThat(ignores("*.log", "deep/down/a.log")).isTrue();
        assertThat(ignores("/*.log", "deep/a.log")).isFalse();
        assertThat(ignores("doc/frotz", "a/doc/frotz")).isFalse();
        assertThat(ignores("foo/", "a/foo/b.txt")).isTrue();
        assertThat(ignores("foo/", "a/foo")).isFalse();
        assertThat(ignores("**/foo/bar", "x/y/foo/bar")).isTrue();
        assertThat(ignores("abc/**", "abc/x/y")).isTrue();
        assertThat(ignores("**\\/a", "a/b/a")).isTrue();
        assertThat(ignores("**\\/a", "a")).isFalse();
        assertThat(ignores("a/**/b", "a/b")).isTrue();
        assertThat(ignores("# a comment\n\\#file\n\\!important", "#file")).isTrue();
        assertThat(ignores("*\r\n!keep.md\r\n", "keep.md")).isFalse();
        assertThat(ignores("dir/\n!dir/keep.md", "dir/keep.md")).as("nothing brings a file back whose folder is left out").isTrue();
        assertThat(ignores("naïve-?.md", "naïve-é.md")).isTrue();
        assertThat(ignores("[", "[")).isFalse();
        assertThat(ignores("", "a")).isFalse();
    }

    @Property(tries = 80)
    void what_is_ignored_is_what_git_ignores(@ForAll("rules") List<String> rules, @ForAll("paths") List<String> paths) throws Exception {
        Assume.that(repository != null);
        assertThat(paths.stream().filter(GitIgnore.of(rules)::covers).toList()).as(rules.toString()).isEqualTo(ignoredByGit(rules, paths));
    }

    @Provide
    Arbitrary<List<String>> rules() {
        Arbitrary<String> piece = Arbitraries.frequency(Tuple.of(4, "a"), Tuple.of(4, "b"), Tuple.of(4, "*"), Tuple.of(3, "/"),
                Tuple.of(2, "**"), Tuple.of(2, "?"), Tuple.of(1, "[ab]"), Tuple.of(1, "[!a]"), Tuple.of(1, "[a-c-]"),
                Tuple.of(1, "[[:alpha:]]"), Tuple.of(1, "\\"), Tuple.of(1, "!"), Tuple.of(1, "["), Tuple.of(1, "]"),
                Tuple.of(1, "**/"), Tuple.of(1, "/**"), Tuple.of(1, " "), Tuple.of(1, "#"));
        // git (seen in 2.39) compares two unrelated addresses where several asterisks follow a name: its answer is not always the same
        return piece.list().ofMinSize(1).ofMaxSize(7).map(pieces -> String.join("", pieces)).filter(rule -> !ASTERISKS_AFTER_NAME.matcher(rule).find()).list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<String>> paths() {
        Arbitrary<String> name = Arbitraries.of("a", "b", "ab", "ba", "abc", "c", "a.b", "-", "#a", "!b", "a b", "[");
        return name.list().ofMinSize(1).ofMaxSize(4).map(names -> String.join("/", names)).list().uniqueElements().ofMinSize(5).ofMaxSize(40);
    }

    private static List<String> ignoredByGit(List<String> rules, List<String> paths) throws IOException, InterruptedException {
        Files.writeString(repository.resolve(".gitignore"), String.join("\n", rules) + "\n");
        Process git = new ProcessBuilder("git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin", "-z").directory(repository.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var in = git.getOutputStream()) {
            in.write((String.join("\0", paths) + "\0").getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        git.waitFor();
        var ignored = new ArrayList<>(List.of(out.split("\0")));
        ignored.removeIf(String::isEmpty);
        return ignored;
    }
}
