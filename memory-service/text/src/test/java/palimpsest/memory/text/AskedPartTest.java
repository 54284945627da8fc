package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedPartTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "What drove the tide's height? If it was not measured, then please state that. | What drove the tide's height?",
            "How high was the mill's capex (in EUR thousands)? Answer the question by relying on the cash flow statement. | How high was the mill's capex? cash flow statement",
            "Answer the following question using the balance sheet: what are the inventories of Holm? | what are the inventories of Holm? balance sheet",
            "Wie tief ist der See? Bitte antworte kurz. | Wie tief ist der See?"})
    void what_only_says_how_to_answer_is_left_out(String text, String asked) {
        assertThat(AskedPart.of(text)).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"I bought the X20 in May. How do I reset it?", "Please tell me about the harbour.", "Who wrote \"Please Answer\"?", "What is the name of the ship: Ormen or Holm?", ""})
    void all_else_stays(String text) {
        assertThat(AskedPart.of(text)).isEqualTo(text);
    }
}
