package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Results of tools as texts. */
class ToldTextTest {

    @Test
    void a_text_by_itself_stands_as_it_is() {
        assertThat(ToldText.of(Map.of("result", "Seven lamps.\nAll of brass."))).isEqualTo("Seven lamps.\nAll of brass.");
    }

    @Test
    void each_record_is_a_paragraph_also_of_json_in_a_text_and_numbers_keep_their_digits() {
        assertThat(ToldText.of(Map.of("result", "{\"place\": \"Ansel\", \"height\": {\"m\": 41.50}, \"goods\": [{\"item\": \"lamp\"}, {\"item\": \"rope\"}], \"open\": [\"Mon\", \"Tue\"]}")))
                .isEqualTo("place: Ansel\n\nheight m: 41.50\n\ngoods item: lamp\n\ngoods item: rope\n\nopen: Mon, Tue");
    }

    @Test
    void a_text_among_other_fields_is_a_paragraph_of_its_own_and_findings_are_left_out() {
        var result = new TreeMap<String, Object>(Map.of("content", "It rains.\nIt snows.", "server", "weather", RunVerification.KEY, Map.of("relevance", "fail")));
        assertThat(ToldText.of(result)).isEqualTo("server: weather\n\nIt rains.\nIt snows.");
    }

    @Test
    void what_only_begins_like_json_is_a_text() {
        assertThat(ToldText.of(Map.of("result", "[1] and [2]"))).isEqualTo("[1] and [2]");
        assertThat(ToldText.of(Map.of("result", List.of()))).isEmpty();
    }
}
