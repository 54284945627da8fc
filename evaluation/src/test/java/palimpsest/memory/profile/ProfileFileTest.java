package palimpsest.memory.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.rerank.RerankProfile;

class ProfileFileTest {

    private static final ProfileFile<Numbers> FILE = new ProfileFile<>(Numbers.class, "/none.json", null, "test profile");

    @TempDir
    private Path directory;

    record Numbers(String name, Map<String, Weight> weights, List<String> seen, @JsonProperty(required = false) Double later) {}

    record Weight(double mean, double weight) {}

    private Path file(String json) throws IOException {
        return Files.writeString(directory.resolve("p.json"), json);
    }

    @Test
    void what_was_written_is_read_again() {
        var numbers = new Numbers("n", Map.of("x", new Weight(0.1, -2.5e-7)), List.of("a"), 0.5);
        FILE.write(numbers, directory.resolve("p.json"));
        assertThat(FILE.read(directory.resolve("p.json"))).isEqualTo(numbers);
    }

    @Test
    void a_field_that_earlier_versions_did_not_write_may_be_missing_and_no_other() throws IOException {
        assertThat(FILE.read(file("{\"name\": \"n\", \"weights\": {}, \"seen\": []}")).later()).isNull();
        Path lacking = file("{\"name\": \"n\", \"weights\": {}}");
        assertThatIllegalArgumentException().isThrownBy(() -> FILE.read(lacking)).withMessageContaining("p.json is no test profile").withMessageContaining("'seen'");
    }

    @Test
    void a_number_that_is_missing_inside_is_named_too() throws IOException {
        Path lacking = file("{\"name\": \"n\", \"weights\": {\"x\": {\"mean\": 1}}, \"seen\": []}");
        assertThatIllegalArgumentException().isThrownBy(() -> FILE.read(lacking)).withMessageContaining("'weight'");
    }

    @Test
    void a_field_that_nobody_knows_is_refused_by_name() throws IOException {
        Path more = file("{\"name\": \"n\", \"weights\": {}, \"seen\": [], \"wieghts\": {}}");
        assertThatIllegalArgumentException().isThrownBy(() -> FILE.read(more)).withMessageContaining("wieghts");
    }

    @Test
    void what_is_no_json_or_is_not_there_is_told_with_its_name() throws IOException {
        Path broken = file("{");
        assertThatIllegalArgumentException().isThrownBy(() -> FILE.read(broken)).withMessageContaining("p.json");
        assertThatIllegalArgumentException().isThrownBy(() -> FILE.read(directory.resolve("gone.json"))).withMessageContaining("gone.json");
    }

    @Test
    void the_shipped_profiles_say_all_that_is_asked() {
        assertThat(GateProfile.shipped().wordsOnly().weights()).isNotEmpty();
        assertThat(RerankProfile.bundled().weights()).isNotEmpty();
    }
}
