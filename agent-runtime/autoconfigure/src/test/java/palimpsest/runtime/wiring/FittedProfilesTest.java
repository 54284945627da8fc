package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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
    void what_is_shipped_says_its_licence() {
        assertThat(GateProfile.shipped().licence()).contains("CC BY-NC");
        assertThat(AbsenceProfile.bundled().licence()).contains("CC BY-NC");
        assertThat(AbsenceProfile.named(null).memory()).isEqualTo(AbsenceProfile.named("free").memory());
        assertThat(AbsenceProfile.named("locomo").memory().licence()).contains("CC BY-NC");
        assertThat(AbsenceProfile.named("free").licence()).isEqualTo(AbsenceProfile.named("free").memory().licence()).isEqualTo("nobody's data");
        assertThat(RelevanceProfile.bundled().licence()).contains("CC BY-NC");
    }
}
