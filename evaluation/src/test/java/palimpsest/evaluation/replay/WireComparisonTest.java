package palimpsest.evaluation.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class WireComparisonTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void equal_messages_have_no_difference() {
        var messages = messages("[{'role':'user','content':'q'},{'role':'assistant','content':null,'tool_calls':[]}]");
        assertThat(WireComparison.firstDifference(messages, messages)).isEmpty();
    }

    @Test
    void a_star_stands_for_any_text_but_not_for_another_kind_of_value() {
        var expected = tool("{\\\"error\\\": \\\"*\\\", \\\"msg_id\\\": 2}");
        assertThat(difference(expected, tool("{\\\"error\\\": \\\"no such chunk\\\", \\\"msg_id\\\": 2}"))).isNull();
        assertThat(difference(expected, tool("{\\\"error\\\": 7, \\\"msg_id\\\": 2}"))).contains("messages[0].content.error");
        assertThat(difference(expected, tool("{\\\"error\\\": \\\"x\\\", \\\"msg_id\\\": 3}"))).contains("content.msg_id")
                .contains("expected 2, got 3");
        assertThat(difference("[{'role':'user','content':'*'}]", "[{'role':'user','content':'anything'}]")).isNull();
        assertThat(difference("[{'role':'user','content':'*'}]", "[{'role':'user','content':null}]")).contains("messages[0].content");
    }

    @Test
    void the_order_of_keys_counts_outside_and_inside_a_result() {
        assertThat(difference("[{'role':'user','content':'q'}]", "[{'content':'q','role':'user'}]"))
                .isEqualTo("messages[0]: expected the keys [role, content], got [content, role]");
        assertThat(difference(tool("{\\\"a\\\": 1, \\\"b\\\": \\\"*\\\"}"), tool("{\\\"b\\\": \\\"x\\\", \\\"a\\\": 1}")))
                .contains("messages[0].content").contains("[a, b], got [b, a]");
    }

    @Test
    void a_missing_key_differs_from_a_null() {
        assertThat(difference("[{'role':'assistant','content':null}]", "[{'role':'assistant'}]")).contains("keys");
    }

    @Test
    void a_result_must_be_written_as_python_writes_it() {
        assertThat(difference(tool("{\\\"a\\\": \\\"*\\\", \\\"b\\\": 1}"), tool("{\\\"a\\\":\\\"x\\\",\\\"b\\\":1}")))
                .contains("json.dumps");
        assertThat(difference(tool("{\\\"n\\\": 1, \\\"a\\\": \\\"*\\\"}"), tool("{\\\"n\\\": 1.0, \\\"a\\\": \\\"*\\\"}")))
                .contains("content.n").contains("expected 1, got 1.0");
    }

    @Test
    void json_with_a_writing_of_its_own_is_compared_as_text() {
        assertThat(difference("[{'role':'user','content':'{\\\"a\\\":1}'}]", "[{'role':'user','content':'{\\\"a\\\": 1}'}]"))
                .contains("messages[0].content");
    }

    @Test
    void the_first_difference_shows_both_texts_from_where_they_part() {
        String same = "the same beginning of a long text, ".repeat(5);
        assertThat(difference("[{'role':'user','content':'" + same + "left'}]", "[{'role':'user','content':'" + same + "right'}]"))
                .contains("left").contains("right").hasSizeLessThan(200);
    }

    @Test
    void an_outcome_counts_the_identical_requests_and_names_case_and_request() {
        var first = messages("[{'role':'user','content':'q'}]");
        var second = messages("[{'role':'user','content':'other'}]");
        var wireCase = new WireCase("sample", "d", "q", "s", false, List.of(), List.of(first, first, first));
        var outcome = WireComparison.compare(wireCase, List.of(first, second));
        assertThat(outcome.requests()).isEqualTo(3);
        assertThat(outcome.identical()).isEqualTo(1);
        assertThat(outcome.firstDifference().orElseThrow()).startsWith("sample, request 2, messages[0].content");

        var short_ = WireComparison.compare(wireCase, List.of(first, first));
        assertThat(short_.firstDifference()).contains("sample: 3 requests are recorded, but 2 were sent");
        assertThat(outcome.and(short_)).isEqualTo(new WireComparison.Outcome(6, 3, outcome.firstDifference()));
    }

    private static String difference(String expected, String actual) {
        return WireComparison.firstDifference(messages(expected), messages(actual)).orElse(null);
    }

    private static String tool(String content) {
        return "[{'role':'tool','content':'" + content + "','tool_call_id':'call_1'}]";
    }

    private static List<Map<String, Object>> messages(String json) {
        return JSON.readValue(json.replace('\'', '"'), new TypeReference<>() { });
    }
}
