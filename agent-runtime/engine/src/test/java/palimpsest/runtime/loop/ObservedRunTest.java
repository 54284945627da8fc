package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.throwing;
import static palimpsest.runtime.loop.TalkingModel.using;

import dev.langchain4j.model.output.TokenUsage;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.model.ModelFailure;
import palimpsest.runtime.observe.RunMeters;
import palimpsest.runtime.observe.RunObservations;

class ObservedRunTest {

    private static final String SECRET = "lighthouse";

    private final List<Observation.Context> spans = new ArrayList<>();
    private final List<String> counted = new ArrayList<>();
    private final LoopScene scene = new LoopScene().observed(new RunObservations(registry(), meters()));

    @Test
    void model_calls_and_tools_stand_in_steps_and_steps_in_the_run() {
        answered();

        assertThat(named("chat scripted")).hasSize(3).allSatisfy(span -> assertThat(path(span)).isEqualTo("invoke_agent/step/chat scripted"));
        assertThat(path(named("execute_tool readChunk").getFirst())).isEqualTo("invoke_agent/step/execute_tool readChunk");
        assertThat(attributes(named("invoke_agent").getFirst())).containsEntry("gen_ai.operation.name", "invoke_agent")
                .containsEntry("gen_ai.conversation.id", LoopScene.CONVERSATION.toString());
        assertThat(attributes(named("execute_tool readChunk").getFirst())).containsEntry("gen_ai.tool.name", "readChunk")
                .containsEntry("palimpsest.tool.outcome", "ok");
    }

    @Test
    void usage_and_the_end_are_counted_as_reported() {
        answered();

        assertThat(attributes(named("chat scripted").getFirst())).containsEntry("gen_ai.usage.input_tokens", "70")
                .containsEntry("gen_ai.usage.output_tokens", "7").containsEntry("gen_ai.operation.name", "chat").containsEntry("gen_ai.request.model", "scripted");
        assertThat(counted).containsExactly("other scripted input 70", "other scripted output 7", "ended finish");
    }

    @Test
    void a_prune_is_counted_once_it_is_recorded() {
        scene.attach("a.txt", LoopScene.words(60)).ask("Anything?");
        scene.run(new TalkingModel(call("buildIndex", "{\"chunk_size\": 50}"), call("readChunk", "{\"chunk_id\": 0}"),
                call("deleteContext", "{\"msg_id\": 4}"), finish("no")));

        assertThat(counted).filteredOn(line -> line.startsWith("pruned")).hasSize(1);
    }

    @Test
    void nothing_of_question_text_answer_or_made_up_names_is_in_any_attribute() {
        answered();
        scene.ask("Where is the " + SECRET + "?");
        scene.run(new TalkingModel(call(SECRET, "{}"), throwing(new ModelFailure(ModelFailure.Kind.BAD_REQUEST, "no " + SECRET))));

        assertThat(spans).isNotEmpty().allSatisfy(span -> {
            assertThat(span.getContextualName() + attributes(span)).doesNotContain(SECRET);
            assertThat(String.valueOf(span.getError())).doesNotContain(SECRET);
        });
        assertThat(attributes(named("chat scripted").getLast())).containsEntry("error.type", "BAD_REQUEST");
        assertThat(counted).last().isEqualTo("ended model-unavailable");
    }

    private void answered() {
        scene.attach(SECRET + ".txt", "The " + SECRET + " stands on the ridge.").ask("What of the " + SECRET + "?");
        scene.run(new TalkingModel(using(new TokenUsage(70, 7), call("buildIndex", "{\"chunk_size\": 50}")), call("readChunk", "{\"chunk_id\": 0}"),
                finish("The " + SECRET)));
    }

    private List<Observation.Context> named(String name) {
        return spans.stream().filter(span -> name.equals(span.getContextualName())).toList();
    }

    private static String path(Observation.ContextView span) {
        var parent = span.getParentObservation();
        return parent == null ? span.getContextualName() : path(parent.getContextView()) + "/" + span.getContextualName();
    }

    private static Map<String, String> attributes(Observation.Context span) {
        return span.getAllKeyValues().stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    private ObservationRegistry registry() {
        var registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStop(Observation.Context context) {
                spans.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        return registry;
    }

    private RunMeters meters() {
        return new RunMeters() {
            @Override
            public void tokens(String provider, String model, String type, int tokens) {
                counted.add(provider + " " + model + " " + type + " " + tokens);
            }

            @Override
            public void pruned(int tokensSaved) {
                counted.add("pruned " + tokensSaved);
            }

            @Override
            public void ended(String outcome) {
                counted.add("ended " + outcome);
            }
        };
    }
}
