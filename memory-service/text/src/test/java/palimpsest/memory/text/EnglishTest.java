package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnglishTest {

    @ParameterizedTest
    @ValueSource(strings = {"Where are the keys of the lighthouse?", "lighthouse keys", "Would she have sold the boat by then?", "Tell me about the tides and the moon", "Holm"})
    void english_is_known(String text) {
        assertThat(English.mayBe(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wo liegen die Schlüssel des Leuchtturms?", "Wann wurde der Hafen von Holm in Betrieb genommen?", "¿Cuándo se construyó el faro?", "Deniz feneri hangi yılda inşa edildi?",
        "Ngọn hải đăng được xây khi nào?", "Quand le phare a-t-il été construit ?"})
    void other_languages_are_not(String text) {
        assertThat(English.mayBe(text)).isFalse();
    }
}
