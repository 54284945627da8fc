package palimpsest.runtime.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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

    private static CallerRequest from(String caller, String user) {
        return new CallerRequest(null, caller, List.of(new UserText("Hello.")), List.of(), null, null, user, new CallerRequest.Retry(null, false));
    }
}
