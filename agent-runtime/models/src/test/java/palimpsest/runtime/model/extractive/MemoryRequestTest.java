package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import palimpsest.runtime.model.extractive.MemoryRequest.Kind;

class MemoryRequestTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Remember that the pump is new. | the pump is new.
            please remember: the pump is new | the pump is new
            Remember my boat lies in Sassnitz. | my boat lies in Sassnitz.
            Don't forget that we sail at nine. | we sail at nine.
            Merk dir bitte, dass die Pumpe neu ist. | die Pumpe neu ist.
            Recuerda que mi barco está en Vigo. | mi barco está en Vigo.
            N'oublie pas que nous partons à neuf heures. | nous partons à neuf heures.
            Souviens-toi qu'elle arrive lundi. | elle arrive lundi.
            请记住：船停在三号码头。 | 船停在三号码头。""")
    void what_is_to_be_kept_is_told(String said, String about) {
        assertThat(MemoryRequest.in(said)).contains(new MemoryRequest(Kind.KEEP, about));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Forget my berth. | my berth.
            Please forget what I told you about the pump. | the pump.
            Please forget everything about the pump. | the pump.
            Olvida mi amarre. | mi amarre.
            Oublie tout ce que je t'ai dit sur la pompe. | la pompe.
            Forget that we sail at nine | we sail at nine
            Vergiss was ich über die Pumpe gesagt habe. | die Pumpe gesagt habe.
            忘掉我的泊位 | 我的泊位""")
    void what_is_to_be_forgotten_is_told(String said, String about) {
        assertThat(MemoryRequest.in(said)).contains(new MemoryRequest(Kind.FORGET, about));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Remember that storm?", "Remember when we sailed to Rügen.", "Do you remember that the pump is new?", "I forget my berth at times.", "Forget-me-nots are blue.",
            "Don't forget the milk.", "Vergiss nicht die Milch.", "Olvida que existo", "N'oublie pas le lait.", "忘了告诉你，我的船停在三号码头。", "What did I forget?"})
    void what_only_sounds_like_it_is_none(String said) {
        assertThat(MemoryRequest.in(said)).isEmpty();
    }
}
