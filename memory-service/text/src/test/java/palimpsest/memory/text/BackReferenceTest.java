package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackReferenceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "I have a sister. | She lives in Porto. | my sister lives in Porto.",
        "My brother Anton came by. | He is a vet now. | My brother Anton is a vet now.",
        "My father is 78 and still sails. | His boat is named Svale. | My father's boat is named Svale.",
        "I have a friend named Ulla. She owns a bakery. | Her bakery opens at six. | my friend Ulla's bakery opens at six.",
        "My mother and my uncle visited us. | He brought a cake. | my uncle brought a cake.",
        "I met Tom at the fair. | He repairs bikes. | Tom repairs bikes.",
        "We have two cats, Pip and Molly. | They are seven years old. | my cats are seven years old.",
        "We bought a boat. | It's called Heron. | my boat's called Heron.",
        "Ich habe eine Schwester. | Sie wohnt in Husum. | mein Schwester wohnt in Husum.",
        "Mein Onkel Fiete fährt zur See. | Er wohnt in Emden. | Mein Onkel Fiete wohnt in Emden.",
        "J'ai une tante. | Elle habite à Dijon. | mon tante habite à Dijon.",
        "My GP is Dr. Lindqvist. | Her practice is on Kirkegata. | My GP's practice is on Kirkegata.",
        "The roofer comes on Monday. | He charges 70 crowns. | the roofer charges 70 crowns.",
        "Meine Schwester heißt Jule. | Sie arbeitet in Thun. | Meine Schwester Jule arbeitet in Thun.",
        "Ma sœur s'appelle Odile. | Elle habite à Dole. | Ma sœur Odile habite à Dole.",
        "My friend Mabel has an orchard. | She keeps geese. | Mabel keeps geese.",
        "My sister Ines is a vet. | And she has twins. | And My sister Ines has twins."})
    void a_pronoun_at_the_beginning_is_of_whom_was_named_before(String before, String text, String resolved) {
        assertThat(BackReference.resolved(text, before)).contains(resolved);
    }

    @ParameterizedTest
    @ValueSource(strings = {"I live in Porto.", "My sister sings.", "It rained all day.", "Il pleut.", "Sieben Katzen.", "Here she is.", ""})
    void what_begins_with_no_pronoun_refers_to_nobody(String text) {
        assertThat(BackReference.opens(text)).isFalse();
        assertThat(BackReference.resolved(text, "I have a sister.")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"My brother Anton came by. | She is a vet.", "I like tea. | She lives in Porto.", "She is nice. | She lives in Porto."})
    void where_nobody_fits_it_stays_as_it_is(String before, String text) {
        assertThat(BackReference.resolved(text, before)).isEmpty();
    }
}
