package palimpsest.peers.context;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import palimpsest.agent.PalimpsestAgent;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.Tokenizers;
import palimpsest.tools.index.BuildIndex;
import palimpsest.tools.read.ReadChunk;

/**
 * Asks the five questions over a text of so many tokens: {@code DATABASE TOKENS}, behind this product's starter and behind each {@link HistoryPolicy}. Prints a line a question: {@code result SYSTEM TASK right requests peak input cached output dollars}.
 */
public final class ContextMain {

    private static final long SEED = 22;
    private static final int WINDOW = 32_000;

    private ContextMain() {}

    /** @throws Exception when the starter can't be started */
    public static void main(String[] arguments) throws Exception {
        Tokenizer tokenizer = Tokenizers.byId(Tokenizers.DEFAULT);
        List<ToolSpecification> reading = List.of(new BuildIndex(null).specification(), new ReadChunk(null, null).specification());
        Chronicle chronicle = Chronicle.of(Integer.parseInt(arguments[1]), tokenizer, SEED);
        ours(arguments[0], tokenizer, chronicle);
        var model = new MeteredModel(tokenizer);
        var reader = new LoopReader(model, chronicle.text(), tokenizer, reading);
        for (HistoryPolicy policy : HistoryPolicy.values()) {
            for (ReadingTask task : ReadingTask.values()) {
                print(policy.name().toLowerCase(Locale.ROOT).replace('_', '-'), task, chronicle, reader.ask(policy, task.question()), model.takeUsed());
            }
        }
        // Threads of the starter's database may be left.
        System.exit(0);
    }

    private static void ours(String database, Tokenizer tokenizer, Chronicle chronicle) {
        var model = new MeteredModel(tokenizer);
        Map<String, Object> properties = Map.of("spring.main.banner-mode", "off", "logging.level.root", "WARN", "spring.datasource.url", database,
                "palimpsest.agent.window", WINDOW, "palimpsest.agent.max-steps", Integer.MAX_VALUE, "palimpsest.embedding.enabled", false);
        var builder = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).properties(properties)
                .initializers(context -> context.getBeanFactory().registerSingleton("chatModel", model));
        try (ConfigurableApplicationContext application = builder.run()) {
            PalimpsestAgent agent = application.getBean(PalimpsestAgent.class);
            agent.read("chronicle.txt", chronicle.text());
            model.takeUsed();
            for (ReadingTask task : ReadingTask.values()) {
                String answer = agent.ask(task, task.question()).text();
                print("palimpsest", task, chronicle, answer, model.takeUsed());
            }
        }
    }

    /** What a user writes. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static void print(String system, ReadingTask task, Chronicle chronicle, String answer, MeteredModel.Used used) {
        List<String> wanted = new ArrayList<>();
        chronicle.answers().get(task).forEach((key, value) -> wanted.add(key + " = " + value));
        boolean right = answer.equals(String.join("; ", wanted));
        System.out.printf(Locale.ROOT, "result %s %s %s %d %d %d %d %d %.4f%n", system, task, right ? "right" : "wrong", used.requests(), used.peak(), used.input(),
                used.cached(), used.output(), used.dollars());
    }
}
