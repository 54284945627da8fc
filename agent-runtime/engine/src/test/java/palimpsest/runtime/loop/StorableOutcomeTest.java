package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.finish;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

class StorableOutcomeTest {

    @Test
    void text_of_a_tool_that_no_database_holds_is_replaced_and_the_history_says_so() {
        var scene = new LoopScene(new Gauge("3\u0000 m", List.of("north\uD83C", 4)));
        scene.ask("How high is the tide?");
        scene.run(new TalkingModel(call("gauge", "{}"), finish("3 m.")));

        assertThat(scene.events(ToolAnswered.class).getFirst().result()).containsExactlyEntriesOf(ToolOutcome.result("content", "3\uFFFD m",
                "places", List.of("north\uFFFD", 4)));
        assertThat(scene.last(HistoryRepaired.class).what()).isEqualTo("unstorable-text");
        assertThat(scene.last(HistoryRepaired.class).why()).startsWith("2 characters of what gauge gave");
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("3 m.");
    }

    @Test
    void an_outcome_that_can_be_stored_stays_as_it_is() {
        var outcome = ToolOutcome.of(ToolOutcome.result("rows", new ArrayList<>(Arrays.asList("\uD83C\uDF0A", null, Map.of("a", true)))));

        assertThat(StorableOutcome.of(outcome)).isEqualTo(new StorableOutcome(outcome, 0));
        assertThat(StorableOutcome.of(outcome).repair("gauge")).isEmpty();
    }

    @Test
    void keys_and_nested_values_are_cleaned_and_nulls_kept() {
        var storable = StorableOutcome.of(ToolOutcome.of(ToolOutcome.result("a\u0000", new ArrayList<>(Arrays.asList(null, Map.of("b", "\uDC00"))))));

        assertThat(storable.replaced()).isEqualTo(2);
        assertThat(storable.outcome().result()).containsExactlyEntriesOf(ToolOutcome.result("a\uFFFD", Arrays.asList(null, Map.of("b", "\uFFFD"))));
    }

    /** Gives what a server of others may give. */
    private record Gauge(String content, List<Object> places) implements ContextTool {

        @Override
        public ToolSpecification specification() {
            return ToolSpecification.builder().name("gauge").description("Reads the gauge.").build();
        }

        @Override
        public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
            return ToolOutcome.of(ToolOutcome.result("content", content, "places", places));
        }
    }
}
