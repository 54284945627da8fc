package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.rerank.Packing;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.retrieve.RemoteReranker;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.retrieve.Reranker.Candidate;

class RerankerConfigurationTest {

    private static final List<Candidate> CANDIDATES = List.of(new Candidate("", "short", 0.9, 1), new Candidate("", "a text that is longer", 0.1, 0));

    @TempDir
    private Path directory;

    private static Reranker reranker(Path profile, Path model) {
        return new RerankerConfiguration().reranker(properties(profile == null ? null : profile.toString(), model));
    }

    @Test
    void a_profile_of_ones_own_takes_the_place_of_the_shipped_one() throws Exception {
        RerankProfile shipped = RerankProfile.bundled();
        var longest = new RerankProfile(shipped.version(), shipped.model(), shipped.modelHash(), shipped.heads(), shipped.vectorsInto(), shipped.nullQuery(),
                Packing.ALONE, Map.of("length", 1.0), Map.of(), "a test");
        Path file = Files.writeString(directory.resolve("profile.json"), longest.json());
        double[] scores = reranker(file, null).score("short", CANDIDATES);
        assertThat(scores[1]).isGreaterThan(scores[0]);
        double[] usual = reranker(null, null).score("short", CANDIDATES);
        assertThat(usual[0]).isGreaterThan(usual[1]);
    }

    private static RerankerProperties properties(String profile, Path model) {
        return new RerankerProperties(profile, model, "", null, null, RemoteReranker.Dialect.COHERE, null, null);
    }

    @Test
    void the_profile_for_non_commercial_use_is_named_and_says_its_licence() {
        assertThat(RerankProfile.locomo().licence()).isEqualTo("CC-BY-NC-4.0 AND CC-BY-SA-4.0");
        assertThat(RerankProfile.bundled().licence()).isEqualTo("CC-BY-SA-4.0");
        assertThat(new RerankerConfiguration().reranker(properties("locomo", null)).score("short", CANDIDATES)).hasSize(2);
    }

    @Test
    void a_model_without_its_profile_and_a_file_that_is_none_are_said_at_the_start() throws Exception {
        assertThatExceptionOfType(ConfigurationMistake.class).isThrownBy(() -> reranker(null, directory)).withMessageContaining("calibrate --model");
        Path file = Files.writeString(directory.resolve("profile.json"), "{\"version\":7}");
        assertThatExceptionOfType(ConfigurationMistake.class).isThrownBy(() -> reranker(file, null)).withMessageContaining("palimpsest.reranker.profile");
    }
}
