package palimpsest.memory.meta.evolve;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.testkit.ValidRequests;

/**
 * Learner and judge in one, which answers better exactly when the right rule stands in its prompt. Questions of the task
 * knowledge-update ask for the newest of two values: with {@link #RIGHT} in front it takes the newest, with {@link #WRONG} it
 * takes the oldest and gets plain questions wrong too; with neither it guesses, at temperature 0 wrongly.
 */
final class TeachableModel implements ChatModel {

    static final String RIGHT = "When two memories give different values, answer with the newest one.";
    static final String WRONG = "Always answer with the very first memory and nothing else.";

    /** Every prompt it was given, system message first. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private final Function<String, String> proposes;
    private final Function<String, String> consolidates;
    private final Map<String, Integer> guesses = new ConcurrentHashMap<>();

    /** @param proposes what it says when it is asked for changes, from the prompt */
    TeachableModel(Function<String, String> proposes, Function<String, String> consolidates) {
        this.proposes = proposes;
        this.consolidates = consolidates;
    }

    /** Proposes the right rule, and keeps one of equal proposals. */
    static TeachableModel willing() {
        return new TeachableModel(prompt -> "Compared them.\n```json\n[" + add(RIGHT) + "]\n```", prompt -> "[" + add(prompt.contains(WRONG) ? WRONG : RIGHT) + "]");
    }

    static String add(String rule) {
        return "{\"operation\": \"add\", \"content\": \"" + rule + "\"}";
    }

    /** Cases that it can learn from and others that it knows already. */
    static List<TrainingCase> cases(int updates, int plain) {
        return Stream.concat(
                IntStream.range(0, updates).mapToObj(i -> new TrainingCase("u" + i, "Where does person " + i + " live now?",
                        List.of("2023: person " + i + " lives in Old" + i + ".", "2024: person " + i + " lives in New" + i + "."), "New" + i, "knowledge-update")),
                IntStream.range(0, plain).mapToObj(i -> new TrainingCase("p" + i, "Which pet has neighbour " + i + "?",
                        List.of("2023: it rained.", "2024: neighbour " + i + " has the pet Pet" + i + "."), "Pet" + i, "single-session-user"))).toList();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        ValidRequests.check(request);
        String system = ((SystemMessage) request.messages().getFirst()).text();
        String user = ((UserMessage) request.messages().getLast()).singleText();
        asked.add(system + "\n" + user);
        String said = switch (system.substring(0, 10)) {
            case "You answer" -> answer(user, request.temperature());
            case "You judge " -> "The verdict:\n{\"correct\": " + user.substring(user.indexOf("Given answer:")).contains(expected(user)) + ", \"reason\": \"compared\"}";
            case "You look b" -> "The attempt read the memories.";
            case "You improv" -> proposes.apply(user);
            case "You keep t" -> consolidates.apply(user);
            default -> throw new AssertionError(system);
        };
        return ChatResponse.builder().aiMessage(AiMessage.from(said)).tokenUsage(new TokenUsage(100, 10)).build();
    }

    private String answer(String user, Double temperature) {
        boolean newest = user.contains(RIGHT);
        if (user.contains(WRONG)) {
            return "I take the first.\nAnswer: " + line(user, 0);
        }
        if (user.contains("has the pet") || newest) {
            return "I read both.\nAnswer: " + line(user, 1);
        }
        boolean lucky = temperature > 0 && guesses.merge(user, 1, Integer::sum) % 2 == 0;
        return "I guess.\nAnswer: " + line(user, lucky ? 1 : 0);
    }

    private static String line(String user, int memory) {
        return user.substring(user.indexOf("Memories:")).lines().skip(1 + memory).findFirst().orElseThrow();
    }

    private static String expected(String user) {
        return user.lines().filter(line -> line.startsWith("Expected answer: ")).findFirst().orElseThrow().substring("Expected answer: ".length());
    }
}
