package palimpsest.memory.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import palimpsest.memory.meta.RuleOperation.Add;
import palimpsest.memory.meta.RuleOperation.Delete;
import palimpsest.memory.meta.RuleOperation.Update;

class RuleOperationsTest {

    private final RuleOperations operations = new RuleOperations();

    @Test
    void a_list_is_found_in_a_fence_between_words_and_with_a_trailing_comma() {
        String text = """
                I looked at [the attempts] {twice}. My list:
                ```json
                [ {"operation": "add", "content": "Read dates."}, // new
                  {"operation": "UPDATE", "id": "M0", "content": "Prefer the newest."},
                  {"operation": "delete", "id": "M1"}, ]
                ```
                That is all.""";
        assertThat(operations.read(text)).contains(List.of(new Add("Read dates."), new Update("M0", "Prefer the newest."), new Delete("M1")));
    }

    @Test
    void an_object_around_the_list_or_a_single_operation_will_do() {
        assertThat(operations.read("{\"operations\": [{\"operation\": \"delete\", \"id\": \"M1\"}]}")).contains(List.of(new Delete("M1")));
        assertThat(operations.read("{\"operation\": \"add\", \"content\": \"Read dates.\"}")).contains(List.of(new Add("Read dates.")));
    }

    @Test
    void nothing_to_do_is_not_the_same_as_nothing_to_read() {
        assertThat(operations.read("[]")).contains(List.of());
        assertThat(operations.read("I would add a rule about dates.")).isEmpty();
        assertThat(operations.read("[{\"operation\": \"add\", \"content\": \"cut of")).isEmpty();
        assertThat(operations.read("")).isEmpty();
    }

    @Test
    void objects_that_are_no_operation_are_left_out() {
        assertThat(operations.read("[{\"operation\": \"add\", \"content\": \"Read dates.\"}, {\"operation\": \"rename\", \"id\": \"M0\"}, {\"operation\": \"update\", \"id\": \"M0\"}, 3]"))
                .contains(List.of(new Add("Read dates.")));
    }
}
