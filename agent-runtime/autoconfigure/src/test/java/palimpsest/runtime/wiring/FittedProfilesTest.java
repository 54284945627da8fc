package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import palimpsest.memory.gate.GateProfile;
import palimpsest.runtime.verify.absence.AbsenceProfile;
import palimpsest.runtime.verify.relevance.RelevanceProfile;

@ExtendWith(OutputCaptureExtension.class)
class FittedProfilesTest {

    @Test
    void what_was_fitted_is_told_with_its_data_and_their_licence(CapturedOutput output) {
        FittedProfiles.tell("the check of rain", "ten letters", "CC0-1.0");
        FittedProfiles.tell("the check of snow", "a file of one's own", " ");
        assertThat(output).contains("Profile of the check of rain: fitted on ten letters (licence of that data: CC0-1.0)").contains("fitted on a file of one's own (licence of that data: not said)");
    }

    @Test
    void what_is_used_by_default_is_anyones_to_use_and_the_other_is_named_and_says_that_it_is_not() {
        assertThat(Stream.of(GateProfile.named(null).licence(), AbsenceProfile.named(null).licence(), AbsenceProfile.named(null).memory().licence(),
                RelevanceProfile.named(null).licence())).allSatisfy(licence -> assertThat(licence).startsWith("nobody's data"));
        assertThat(Stream.of(GateProfile.named("locomo").licence(), AbsenceProfile.named("locomo").licence(), AbsenceProfile.named("locomo").memory().licence(),
                RelevanceProfile.named("locomo").licence())).allSatisfy(licence -> assertThat(licence).contains("CC BY-NC"));
    }

    @Test
    void a_profile_of_ones_own_that_knows_no_numbers_for_memory_gets_the_shipped_ones(@TempDir Path directory) {
        Path file = directory.resolve("own.json");
        AbsenceProfile.bundled().withMemory(null).write(file);
        assertThat(AbsenceProfile.read(file).memory()).isNull();
        assertThat(AbsenceProfile.named(file.toString()).memory()).isEqualTo(AbsenceProfile.bundled().memory());
    }
}
