package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenCorrectionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "My locker code is 4217.|No, it's 4412.", "My locker code is 4217.|Sorry, 4412.", "My locker code is 4217.|Oh no, that's wrong. It's 4412.", "My locker code is 4217.|It's 4412, not 4217.",
            "The dentist is on Monday at 9.|Actually, make that Tuesday.", "The dentist is on Monday at 9.|I meant Tuesday.", "The train leaves at 7:40.|Wait, 8:10.", "The train leaves at 7:40.|No, it's 8.",
            "My sister lives in Oslo.|Correction: Bergen.", "My sister lives in Oslo.|Actually, it's Bergen now.", "My boat is blue.|No, it's green.", "My brother is a baker.|Oops, he's a butcher!",
            "We meet on 3 June.|Sorry, it's the 4th.", "We meet on 3 June.|Not June but July.", "I pay 12.50 a month.|No, it's 14.90.",
            "Mein Spind hat den Code 4217.|Nein, es ist 4412.", "Der Zahnarzt ist am Montag.|Nicht am Montag, sondern am Dienstag.", "Der Zahnarzt ist am Montag.|Korrektur: Dienstag.",
            "Mon code est 4217.|Non, c'est 4412.", "Le dentiste est lundi.|Pardon, mardi.", "Mi código es 4217.|No, es 4412.", "El dentista es el lunes.|Perdón, es el martes.",
            "我的储物柜密码是4217。|不对，是4412。", "牙医约在周二。|不是周二，是周三。", "牙医约在周二。|我说错了，应该是周三。"})
    void what_corrects_a_statement_without_saying_it_again(String statement, String said) {
        assertThat(SpokenCorrection.in(said)).hasValueSatisfying(correction -> assertThat(correction.corrects(statement)).isTrue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "My boat is blue.|No, it's fine.", "My boat is blue.|No, thanks.", "My boat is blue.|Sorry, it's late.", "My sister lives in Oslo.|No, it's 3 pm.", "The dentist is on Monday.|Actually, I'm going to Paris.",
            "I live in Narvik.|Actually, I moved to Bergen.", "My sister lives in Oslo.|No, she likes it.", "Where is my boat?|No, it's green.", "My code is 4217.|Well, it's 5 dogs.", "I love tea.|I want coffee, not cake.",
            "My locker code is 4217.|No problem.", "My locker code is 4217.|No, is it 4412?", "Mein Boot ist blau.|Nein, alles gut.", "我的船是蓝色的。|不用谢。"})
    void what_says_something_else(String statement, String said) {
        assertThat(SpokenCorrection.in(said).filter(correction -> correction.corrects(statement))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"No, it's 4412.", "Sorry, 4412"})
    void a_short_one_may_be_the_answer_to_a_question(String said) {
        assertThat(SpokenCorrection.in(said)).hasValueSatisfying(correction -> assertThat(correction.plain()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"I meant 4412.", "No, it's 4412, not 4217.", "Make that 4412."})
    void what_can_be_no_answer_is_plain(String said) {
        assertThat(SpokenCorrection.in(said)).hasValueSatisfying(correction -> assertThat(correction.plain()).isTrue());
    }
}
