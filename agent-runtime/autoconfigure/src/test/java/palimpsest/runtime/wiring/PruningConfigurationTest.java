package palimpsest.runtime.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import palimpsest.runtime.wiring.PalimpsestProperties.Clearing;
import palimpsest.runtime.wiring.PalimpsestProperties.Profile;
import palimpsest.runtime.wiring.PalimpsestProperties.Pruning;

class PruningConfigurationTest {

    private static Double share(Double set, Profile profile) {
        return PruningConfiguration.terms(new Pruning("immediate", 2000, 0.1, new Clearing(null, 3, 0, null, false), set), profile).stubShare();
    }

    @Test
    void stubs_have_a_share_of_a_request_unless_the_agent_works_as_statelm() {
        assertThat(share(null, Profile.FULL)).isEqualTo(0.25);
        assertThat(share(null, Profile.STATELM)).as("they stay until room is needed").isNull();
        assertThat(share(0.5, Profile.STATELM)).isEqualTo(0.5);
        assertThat(share(0.0, Profile.FULL)).isNull();
        assertThatThrownBy(() -> share(1.5, Profile.FULL)).isInstanceOf(ConfigurationMistake.class).hasMessageContaining("stub-share must be between 0 and 1");
    }
}
