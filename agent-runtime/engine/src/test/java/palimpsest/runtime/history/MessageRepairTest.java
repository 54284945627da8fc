package palimpsest.runtime.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.history.HistoryMessage.Assistant;
import palimpsest.runtime.history.HistoryMessage.Result;
import palimpsest.runtime.history.HistoryMessage.SystemText;
import palimpsest.runtime.history.HistoryMessage.UserText;
import tools.jackson.databind.json.JsonMapper;

class MessageRepairTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static MessageRepair.Mended mended(String messages) {
        var read = OpenAiMessages.read(JSON.readTree(messages));
        var mended = MessageRepair.repair(read.messages());
        var repairs = new ArrayList<>(read.repairs());
        repairs.addAll(mended.repairs());
        return new MessageRepair.Mended(mended.messages(), repairs);
    }

    private static void expect(String messages, String repair, HistoryMessage... valid) {
        var mended = mended(messages);
        assertThat(mended.messages()).containsExactly(valid);
        if (repair == null) {
            assertThat(mended.repairs()).isEmpty();
        } else {
            assertThat(mended.repairs()).extracting(Repair::what).containsExactly(repair);
        }
    }

    private static String call(String id, String arguments) {
        return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"" + id + "\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\""
                + arguments.replace("\"", "\\\"") + "\"}}]}";
    }

    private static final String USER = "{\"role\":\"user\",\"content\":\"Why?\"}";
    private static final UserText WHY = new UserText("Why?");

    private static Assistant asked(String... ids) {
        return new Assistant(null, List.of(ids).stream().map(id -> new Call(id, "look", "{}")).toList());
    }

    private static String result(String id, String content) {
        return "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"" + content + "\"}";
    }

    @Test
    void a_valid_history_stays_as_it_is() {
        expect("[{\"role\":\"system\",\"content\":\"Be brief.\"}," + USER + "," + call("a", "{}") + "," + result("a", "so") + ",{\"role\":\"assistant\",\"content\":\"So.\"}]",
                null, new SystemText("Be brief."), WHY, asked("a"), new Result("a", "so"), new Assistant("So.", List.of()));
    }

    @Test
    void a_call_without_a_result_gets_an_error() {
        expect("[" + USER + "," + call("a", "{}") + "]", "orphaned-call", WHY, asked("a"), new Result("a", MessageRepair.NO_RESULT));
    }

    @Test
    void a_result_without_a_call_is_taken_out_and_kept_in_the_repair() {
        var mended = mended("[" + USER + "," + result("x", "lost words") + "]");
        assertThat(mended.messages()).containsExactly(WHY);
        assertThat(mended.repairs()).containsExactly(new Repair("orphaned-result", "No call waits for this result: a provider would refuse the request.", "lost words", null));
    }

    @Test
    void a_second_result_of_a_call_is_taken_out() {
        expect("[" + USER + "," + call("a", "{}") + "," + result("a", "1") + "," + result("a", "2") + "]", "orphaned-result", WHY, asked("a"), new Result("a", "1"));
    }

    @Test
    void a_call_id_used_twice_is_told_apart_and_results_follow_their_own_call() {
        expect("[" + USER + "," + call("a", "{}") + "," + result("a", "1") + "," + call("a", "{}") + "," + result("a", "2") + "]", "duplicate-call-id",
                WHY, asked("a"), new Result("a", "1"), asked("call_1"), new Result("call_1", "2"));
    }

    @Test
    void results_out_of_order_are_put_after_their_calls() {
        expect("[" + USER + "," + result("a", "early") + "," + call("a", "{}") + "]", "result-out-of-order", WHY, asked("a"), new Result("a", "early"));
        expect("[" + USER + "," + call("a", "{}") + ",{\"role\":\"assistant\",\"content\":\"Hm.\"}," + result("a", "late") + "]", "result-out-of-order",
                WHY, asked("a"), new Result("a", "late"), new Assistant("Hm.", List.of()));
    }

    @Test
    void several_system_messages_become_one_and_user_messages_in_a_row_too() {
        expect("[{\"role\":\"system\",\"content\":\"A.\"}," + USER + ",{\"role\":\"system\",\"content\":\"B.\"}]", "system-message", new SystemText("A.\n\nB."), WHY);
        expect("[" + USER + ",{\"role\":\"user\",\"content\":\"And how?\"}]", "consecutive-user-messages", new UserText("Why?\n\nAnd how?"));
    }

    @Test
    void what_is_empty_goes_and_what_lacks_a_beginning_gets_one() {
        expect("[" + USER + ",{\"role\":\"assistant\",\"content\":\"  \"}]", "empty-message", WHY);
        expect("[{\"role\":\"assistant\",\"content\":\"So.\"}]", "missing-beginning", new UserText("(The beginning of this conversation is missing.)"), new Assistant("So.", List.of()));
    }

    @Test
    void malformed_arguments_travel_as_a_value() {
        var mended = mended("[" + USER + "," + call("a", "{'x': 1") + "," + result("a", "1") + "]");
        assertThat(((Assistant) mended.messages().get(1)).calls().getFirst().arguments()).isEqualTo("{\"malformed_arguments\": \"{'x': 1\"}");
        assertThat(mended.repairs()).extracting(Repair::what, Repair::before).containsExactly(org.assertj.core.api.Assertions.tuple("malformed-arguments", "{'x': 1"));
    }

    @Test
    void functions_of_old_and_parts_and_unknown_roles_are_read() {
        var mended = mended("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Why?\"},{\"type\":\"image_url\",\"image_url\":{}}]},"
                + "{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"look\",\"arguments\":\"{}\"}},{\"role\":\"function\",\"name\":\"look\",\"content\":\"so\"},"
                + "{\"role\":\"critic\",\"content\":\"no\"}, 3]");
        assertThat(mended.messages()).containsExactly(WHY, asked("call_1"), new Result("call_1", "so"));
        assertThat(mended.repairs()).extracting(Repair::what)
                .containsExactly("unreadable-part", "unknown-message", "unknown-message", "duplicate-call-id", "result-without-id");
    }

    @Property(tries = 500)
    void any_list_of_messages_becomes_a_valid_history_that_needs_no_further_repair(@ForAll("anyMessages") List<HistoryMessage> given) {
        var mended = MessageRepair.repair(given);
        checkValid(mended.messages());
        var again = MessageRepair.repair(mended.messages());
        assertThat(again.repairs()).isEmpty();
        assertThat(again.messages()).isEqualTo(mended.messages());
        if (mended.repairs().isEmpty()) {
            assertThat(mended.messages()).isEqualTo(given.stream().filter(message -> !(message instanceof SystemText system && system.text().isBlank())).toList());
        }
        fold(MessageEvents.of(mended.messages(), new RunTerms("m", true, "s", 1000, 100, 5, 5, false, List.of()), new WhitespaceTokenizer()));
    }

    private static void fold(List<HistoryEntry> entries) {
        var state = new ContextState();
        entries.forEach(entry -> state.apply(new RecordedEvent(null, state.lastSeq() + 1, entry.runId(), null, entry.event())));
        assertThat(state.running()).isFalse();
        assertThat(state.pendingCalls()).isEmpty();
    }

    /** What the strictest provider asks of a history. */
    private static void checkValid(List<HistoryMessage> messages) {
        Set<String> ids = new HashSet<>();
        List<String> waiting = new ArrayList<>();
        HistoryMessage before = null;
        for (HistoryMessage message : messages) {
            switch (message) {
                case SystemText ignored -> assertThat(before).isNull();
                case UserText user -> {
                    assertThat(waiting).isEmpty();
                    assertThat(user.text()).isNotBlank();
                    assertThat(before instanceof UserText).isFalse();
                }
                case Assistant said -> {
                    assertThat(waiting).isEmpty();
                    assertThat(before).isNotNull().isNotInstanceOf(SystemText.class);
                    assertThat(said.calls().isEmpty() && (said.text() == null || said.text().isBlank())).isFalse();
                    for (Call call : said.calls()) {
                        assertThat(ids.add(call.id())).isTrue();
                        assertThat(call.name()).matches("[a-zA-Z0-9_-]{1,64}");
                        assertThat(JSON.readTree(call.arguments()).isObject()).isTrue();
                        waiting.add(call.id());
                    }
                }
                case Result result -> assertThat(result.callId()).isEqualTo(waiting.removeFirst());
            }
            before = message;
        }
        assertThat(waiting).isEmpty();
    }

    @Provide
    Arbitrary<List<HistoryMessage>> anyMessages() {
        Arbitrary<String> ids = Arbitraries.of("a", "b", "call_1", "call_2", "", " ");
        Arbitrary<String> texts = Arbitraries.of("", " ", "one", "two words", "\u0000", "{\"error\": \"x\"}", "größer 😀");
        Arbitrary<Call> calls = Combinators.combine(ids, Arbitraries.of("look", "", "read it", "größer"), Arbitraries.of("{}", "", "[]", "{", "{\"a\": 1}", "{} {}", "nope"))
                .as(Call::new);
        return Arbitraries.<HistoryMessage>oneOf(
                texts.map(SystemText::new), texts.map(UserText::new),
                Combinators.combine(texts.injectNull(0.3), calls.list().ofMaxSize(3)).as(Assistant::new),
                Combinators.combine(ids.injectNull(0.1), texts).as(Result::new),
                Combinators.combine(ids.injectNull(0.1), texts).as(Result::new)).list().ofMaxSize(14);
    }
}
