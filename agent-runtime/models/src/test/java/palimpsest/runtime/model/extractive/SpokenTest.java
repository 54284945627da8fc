package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenTest {

    @ParameterizedTest
    @ValueSource(strings = {"Thanks, Ann! I bought a boat.", "Hey Ann, I bought a boat.", "You look great, Ann.", "I bought a boat, Ann, and a sail.", "Ann! Look at my boat!", "I bought a boat."})
    void who_is_spoken_to_is_not_told_of(String text) {
        assertThat(Spoken.tellsOf(text, "ann")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann bought a boat.", "I sailed with Ann.", "Great, Ann's boat is new!", "Thanks, Ann! Ben says that Ann bought a boat."})
    void who_is_spoken_of_is_told_of(String text) {
        assertThat(Spoken.tellsOf(text, "ann")).isTrue();
    }
}
