package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.finish;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.tools.note.ConversationNoteRepository;
import palimpsest.tools.structured.ChangeStructuredNote;
import palimpsest.tools.structured.CreateStructuredNote;
import palimpsest.tools.structured.QueryStructuredNote;
import palimpsest.tools.structured.StructuredNoteRepository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Questions of the kinds that StructMemEval (arXiv 2602.11243) asks: sums of a ledger, places in a tree, present states. The model of these tests only
 * writes down what it is told and repeats what the note says: the note does the reckoning.
 */
class StructuredMemoryTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<TalkingModel.Turn> turns = new ArrayList<>();

    private static LoopScene scene() {
        var repository = new StructuredNoteRepository(new ConversationNoteRepository());
        return new LoopScene(new CreateStructuredNote(repository), new ChangeStructuredNote(repository), new QueryStructuredNote(repository)).maxSteps(60).ask("?");
    }

    private void create(String key, String kind, String rest) {
        turns.add(call("createStructuredNote", "{\"key\": \"%s\", \"kind\": \"%s\", \"summary\": \"s\", %s}".formatted(key, kind, rest)));
    }

    private void change(String key, String operation, String rest) {
        turns.add(call("changeStructuredNote", "{\"key\": \"%s\", \"operation\": \"%s\", %s}".formatted(key, operation, rest)));
    }

    /** The answer is what stands at this place of the note's answer. */
    private String answer(String query, String pointer) {
        turns.add(call("queryStructuredNote", query));
        turns.add(request -> {
            var result = (ToolExecutionResultMessage) request.messages().stream().filter(ToolExecutionResultMessage.class::isInstance).toList().getLast();
            return finish(JSON.readTree(result.text()).at(pointer).asString()).apply(request);
        });
        var scene = scene();
        scene.run(new TalkingModel(turns.toArray(TalkingModel.Turn[]::new)));
        assertThat(scene.events(ToolAnswered.class)).as("every call was answered").hasSize(turns.size());
        return scene.last(RunFinished.class).result().answer();
    }

    @Test
    void a_sum_over_some_entries_of_a_ledger_is_exact() {
        create("debts", "ledger", "\"schema\": {\"who\": \"string\", \"amount\": \"number\"}");
        var random = new Random(7);
        BigDecimal owed = BigDecimal.ZERO;
        for (int i = 0; i < 40; i++) {
            String who = List.of("Ana", "Bo", "Cy").get(i % 3);
            BigDecimal amount = BigDecimal.valueOf(random.nextInt(-99_999, 99_999), 2);
            owed = who.equals("Bo") ? owed.add(amount) : owed;
            change("debts", "append", String.format(Locale.ROOT, "\"row\": {\"who\": \"%s\", \"amount\": %s}", who, amount.toPlainString()));
        }
        assertThat(new BigDecimal(answer("{\"key\": \"debts\", \"query\": \"sum\", \"where\": {\"who\": \"Bo\"}}", "/sum"))).isEqualByComparingTo(owed);
    }

    @Test
    void a_place_in_a_tree_is_exact_after_nodes_have_moved() {
        create("family", "tree", "\"schema\": {}");
        change("family", "add_node", "\"node\": \"Olga\"");
        change("family", "add_node", "\"node\": \"Pia\", \"parent\": \"Olga\"");
        change("family", "add_node", "\"node\": \"Rolf\", \"parent\": \"Olga\"");
        change("family", "add_node", "\"node\": \"Sven\", \"parent\": \"Pia\"");
        change("family", "add_node", "\"node\": \"Tove\", \"parent\": \"Sven\"");
        change("family", "move_node", "\"node\": \"Sven\", \"parent\": \"Rolf\"");
        assertThat(answer("{\"key\": \"family\", \"query\": \"path\", \"node\": \"Tove\"}", "/path/1")).isEqualTo("Rolf");
    }

    @Test
    void a_state_is_the_one_after_the_last_legal_change() {
        create("order", "state", "\"transitions\": {\"open\": [\"paid\"], \"paid\": [\"sent\", \"refunded\"], \"sent\": [\"returned\"]}, \"initial\": \"open\"");
        change("order", "transition", "\"to\": \"paid\", \"reason\": \"transfer\"");
        change("order", "transition", "\"to\": \"sent\", \"reason\": \"parcel\"");
        change("order", "transition", "\"to\": \"refunded\", \"reason\": \"not legal from sent\"");
        assertThat(answer("{\"key\": \"order\", \"query\": \"current\"}", "/state")).isEqualTo("sent");
    }
}
