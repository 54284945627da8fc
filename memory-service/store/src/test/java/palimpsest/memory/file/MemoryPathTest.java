package palimpsest.memory.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.text.Normalizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "memories", "/etc/passwd", "/memoriesx/a", "/memories/../etc/passwd", "/memories/./a", "/memories/a/..", "/memories/...",
        "/memories//a", "//memories/a", "/memories/a\\..\\b", "\\memories\\a", "C:\\memories", "/memories/%2e%2e/a", "/memories/%252e%252e/a", "/memories/a%2fb",
        "/memories/a%00", "/memories/\0a", "/memories/a\nb", "/memories/\u2024\u2024/a", "/memories/\u2025/a", "/memories/\uFF0E\uFF0E/a", "/memories/\uFE52./a",
        "/memories/a\uFF0Fb", "/memories/a\u2215b", "/memories/a\u2044b", "/memories/a\uFF3Cb", "/memories/a\u29F5b", "/memories/a\u200B", "/memories/\u202Egpj.a",
        "/memories/ a", "/memories/a ", "/memories/ ", "/MEMORIES/a", "file:///memories/a", "~/memories/a", "/memories/\uD800"})
    void what_could_mean_another_place_is_refused(String path) {
        assertThatThrownBy(() -> new MemoryPath(path)).isInstanceOf(InvalidMemoryCommand.class).hasMessageStartingWith("Error: The path ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/memories", "/memories/a", "/memories/notes.d/über uns.md", "/memories/.hidden", "/memories/100%.txt", "/memories/日本語。.txt", "/memories/a..b"})
    void ordinary_names_are_taken(String path) {
        assertThat(new MemoryPath(path).text()).isEqualTo(Normalizer.normalize(path, Normalizer.Form.NFC));
        assertThat(new MemoryPath(path + "/")).isEqualTo(new MemoryPath(path));
    }

    @Property(tries = 2000)
    void whatever_is_accepted_stays_under_the_root_for_every_reader(@ForAll("tricks") String text) {
        MemoryPath path;
        try {
            path = new MemoryPath(text);
        } catch (InvalidMemoryCommand e) {
            return;
        }
        assertThat(new MemoryPath(path.text())).as("one spelling").isEqualTo(path);
        // As a file system, a URL decoder and a compatibility fold would read it.
        assertThat(Path.of(path.text()).normalize().toString()).isEqualTo(path.text());
        String folded = Normalizer.normalize(path.text(), Normalizer.Form.NFKC);
        assertThat(Path.of(folded).normalize().toString()).isEqualTo(folded).startsWith("/memories");
        assertThat(folded.chars().filter(c -> c == '/').count()).isEqualTo(path.text().chars().filter(c -> c == '/').count());
    }

    @Provide
    Arbitrary<String> tricks() {
        Arbitrary<String> parts = Arbitraries.of("/", "/", "/", "..", ".", "a", "b.txt", "memories", "\\", "%2e", "%2F", "\u2024", "\uFF0E", "\uFF0F", "\u2215", "\0", " ",
                "\u200B", "é", "e\u0301", "日", "\uD83D\uDE00", "\uFE52", "\u2026", "\u2025");
        return Arbitraries.oneOf(parts.list().ofMaxSize(8).map(list -> "/memories/" + String.join("", list)), parts.list().ofMaxSize(10).map(list -> String.join("", list)),
                Arbitraries.strings().ofMaxLength(12).map(any -> "/memories/" + any));
    }
}
