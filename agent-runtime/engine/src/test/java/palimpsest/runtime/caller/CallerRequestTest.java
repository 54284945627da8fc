package palimpsest.runtime.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.history.HistoryMessage;
import palimpsest.runtime.history.HistoryMessage.Assistant;
import palimpsest.runtime.history.HistoryMessage.Result;
import palimpsest.runtime.history.HistoryMessage.UserText;

class CallerRequestTest {

    @Test
    void the_same_words_of_two_callers_are_two_histories_whatever_user_they_name() {
        assertThat(from("ann", "x").beginning()).isEqualTo(from("ann", "x").beginning())
                .isNotEqualTo(from("ben", "x").beginning()).isNotEqualTo(from(null, "x").beginning()).isNotEqualTo(from("ann", "y").beginning());
        assertThat(from("ann", "ben").beginning()).isNotEqualTo(from("ben", "ann").beginning());
    }

    @Test
    void a_conversation_belongs_to_whom_the_caller_has_proved_to_be() {
        assertThat(from("ann", "ben").owner()).isEqualTo("ann");
        assertThat(from(null, "ben").owner()).isEqualTo("ben");
        assertThat(from(null, null).owner()).isNull();
    }

    @Test
    void a_history_is_known_by_its_calls_ids_whatever_became_of_their_arguments() {
        CallerRequest request = from(null, null);
        assertThat(request.keyByCalls(called("call_7", "get", "{\"city\": "))).isPresent().isEqualTo(request.keyByCalls(called("call_7", "get", "{}")))
                .isNotEqualTo(request.keyByCalls(called("call_8", "get", "{}"))).isNotEqualTo(request.keyByCalls(called("call_7", "set", "{}")));
        assertThat(request.key(called("call_7", "get", "{\"city\": "))).isNotEqualTo(request.key(called("call_7", "get", "{}")));
        assertThat(request.keyByCalls(List.of(new UserText("Hello."), new Assistant("Hi.", List.of())))).isEmpty();
    }

    private static List<HistoryMessage> called(String id, String name, String arguments) {
        return List.of(new UserText("Hello."), new Assistant(null, List.of(new Call(id, name, arguments))), new Result(id, "fine"));
    }

    private static CallerRequest from(String caller, String user) {
        return new CallerRequest(null, caller, List.of(new UserText("Hello.")), CallerTerms.NONE, null, null, user, CallerRequest.Sender.UNKNOWN);
    }
}
