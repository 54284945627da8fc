package palimpsest.runtime.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import palimpsest.runtime.answer.AnswerFormat.Fits;
import palimpsest.runtime.answer.AnswerFormat.Misfit;
import tools.jackson.databind.json.JsonMapper;

class AnswerFormatTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SHIP = "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"masts\":{\"$ref\":\"#/$defs/count\"}},"
            + "\"required\":[\"name\"],\"additionalProperties\":false,\"$defs\":{\"count\":{\"type\":\"integer\",\"minimum\":1}}}";

    @Example
    void an_answer_that_fits_is_taken_as_it_is_and_out_of_a_fence() {
        assertThat(ship().read(" {\"name\": \"Erna\", \"masts\": 2}\n")).isEqualTo(new Fits("{\"name\": \"Erna\", \"masts\": 2}"));
        assertThat(ship().read("Here it is:\n```json\n{\"name\": \"Erna\"}\n```\nAnything else?")).isEqualTo(new Fits("{\"name\": \"Erna\"}"));
    }

    @Example
    void what_does_not_fit_is_told_with_its_place() {
        assertThat(fault(ship().read("{\"name\": 7}"))).contains("/name").contains("string");
        assertThat(fault(ship().read("{\"masts\": 0}"))).contains("name").contains("/masts");
        assertThat(fault(ship().read("{\"name\": \"Erna\", \"sails\": 1}"))).contains("sails");
        assertThat(fault(ship().read("Erna"))).startsWith("it is not JSON");
        assertThat(fault(ship().read(""))).startsWith("it is not JSON");
        assertThat(fault(ship().read("{\"name\": \"Erna\"} {}"))).startsWith("it is not JSON");
    }

    @Example
    void any_object_is_one_object() {
        assertThat(AnswerFormat.JSON_OBJECT.read("{}")).isEqualTo(new Fits("{}"));
        for (String other : List.of("[]", "1", "null", "\"x\"")) {
            assertThat(fault(AnswerFormat.JSON_OBJECT.read(other))).contains("not an object");
        }
    }

    @Example
    void older_drafts_are_read_by_their_own_rules() {
        var draft7 = AnswerFormat.of("pair", JSON.readTree("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"array\",\"items\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}"));
        assertThat(draft7.read("[\"a\", 1]")).isInstanceOf(Fits.class);
        assertThat(fault(draft7.read("[1, \"a\"]"))).contains("/0");
    }

    @Example
    void what_is_no_schema_or_leads_elsewhere_is_refused_when_it_is_given() {
        for (String wrong : List.of("{\"type\":\"objekt\"}", "{\"properties\":[]}", "{\"$ref\":\"http://127.0.0.1:9/x\"}", "{\"$ref\":\"file:///etc/passwd\"}",
                "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/none\"}}}", "{\"$schema\":\"http://example.org/own\"}", "{\"pattern\":\"(\"}", "[]")) {
            assertThatThrownBy(() -> AnswerFormat.of("x", JSON.readTree(wrong))).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 200)
    void whatever_a_model_says_is_read_without_a_throw(@ForAll String said) {
        assertThat(ship().read(said)).isNotNull();
        assertThat(AnswerFormat.JSON_OBJECT.read(said)).isNotNull();
    }

    private static AnswerFormat ship() {
        return AnswerFormat.of("ship", JSON.readTree(SHIP));
    }

    private static String fault(AnswerFormat.Reading reading) {
        return ((Misfit) reading).fault();
    }
}
