package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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

    @ParameterizedTest
    @ValueSource(strings = {"Your boat looks great!", "I'm so proud of you for the race.", "I think you can win.", "I'm really happy to hear your news."})
    void what_is_felt_for_the_listener_is_of_the_listener(String sentence) {
        assertThat(Spoken.ofListener(sentence)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"I bought a boat.", "I think I can win, as you did.", "I am happy with my boat, you know."})
    void what_somebody_says_of_himself_is_not_of_the_listener(String sentence) {
        assertThat(Spoken.ofListener(sentence)).isFalse();
    }

    @Test
    void praise_is_of_the_listener_where_the_rest_is_said_to_him() {
        String text = "Congrats on the medal! You did so well. Last week I took part in a regatta.";
        assertThat(Spoken.ofListener("Congrats on the medal!", text)).isTrue();
        assertThat(Spoken.ofListener("Last week I took part in a regatta.", text)).isFalse();
        assertThat(Spoken.ofListener("It was sunny.", "It was sunny. I sailed all day.")).isFalse();
    }
}
