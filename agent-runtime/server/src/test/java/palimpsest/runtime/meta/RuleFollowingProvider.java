package palimpsest.runtime.meta;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.RecordedRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The other end of the wire: an agent's model, learner and judge in one. Asked with tools and memories in front of it, it takes the newest of two
 * exactly when {@link #RULE} stands in its request, nothing when {@link #WRONG} does, and otherwise guesses (wrongly at temperature 0).
 */
public final class RuleFollowingProvider implements Function<RecordedRequest, Answer> {

    public static final String RULE = "When two memories give different values, answer with the newest one.";
    public static final String WRONG = "Never answer from a single memory.";
    public static final String USELESS = "Read each memory with care.";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private volatile String proposed = RULE;
    private final AtomicInteger refusals = new AtomicInteger();
    private final Map<String, Integer> guesses = new ConcurrentHashMap<>();

    /** Cases as a client sends them. */
    public static List<Map<String, Object>> cases(int updates, int plain) {
        return Stream.concat(
                IntStream.range(0, updates).mapToObj(i -> Map.<String, Object>of("question_id", "u" + i, "question", "Where does person " + i + " live now?",
                        "memories", List.of("2023: in Old" + i + ".", "2024: in New" + i + "."), "answer", "New" + i, "task", "knowledge-update")),
                IntStream.range(0, plain).mapToObj(i -> Map.<String, Object>of("question_id", "p" + i, "question", "Which pet has neighbour " + i + "?",
                        "memories", List.of("2024: it is the pet Pet" + i + "."), "answer", "Pet" + i, "task", "single-session-user"))).toList();
    }

    /** From now on it proposes this rule. */
    public void proposes(String rule) {
        proposed = rule;
    }

    /** The next question of an agent is refused for good, as by a filter. */
    public void refusesOnce() {
        refusals.set(1);
    }

    @Override
    public Answer apply(RecordedRequest request) {
        String system = request.messages().get(0).path("content").asString();
        String user = request.messages().get(request.messages().size() - 1).path("content").asString();
        if (request.body().has("tools")) {
            return refusals.getAndUpdate(left -> 0) > 0 ? Answer.Status.of(400, "The content is filtered.") : agent(request, system);
        }
        String said = switch (system.substring(0, 10)) {
            case "You judge " -> "```json\n{\"correct\": " + user.substring(user.indexOf("Given answer:")).contains(expected(user)) + ", \"reason\": \"compared\"}\n```";
            case "You improv", "You keep t" -> "[{\"operation\": \"add\", \"content\": \"" + proposed + "\"}]";
            default -> "It read the memories.";
        };
        return Reply.text(said).usage(100, 10);
    }

    private Answer agent(RecordedRequest request, String system) {
        List<String> memories = memories(request.messages());
        String question = request.messages().get(1).path("content").asString().lines().findFirst().orElse("");
        String answer = memories.isEmpty() ? "Done." : answer(system, question, memories, request.body().path("temperature").asDouble(1));
        return Reply.call("finish", "{\"answer\": \"" + answer + "\"}").usage(50, 5);
    }

    /** What a run begins with, in the result of {@code recallMemory}. */
    private static List<String> memories(JsonNode messages) {
        return messages.valueStream().filter(message -> message.path("role").asString("").equals("tool")).map(message -> JSON.readTree(message.path("content").asString()))
                .flatMap(result -> result.path("memories").valueStream()).map(memory -> memory.path("text").asString()).toList();
    }

    private String answer(String system, String question, List<String> memories, double temperature) {
        if (system.contains(WRONG) && memories.size() == 1) {
            return "I can not tell.";
        }
        boolean lucky = temperature > 0 && guesses.merge(system.length() + question, 1, Integer::sum) % 2 == 0;
        return system.contains(RULE) || lucky ? memories.getLast() : memories.getFirst();
    }

    private static String expected(String user) {
        return user.lines().filter(line -> line.startsWith("Expected answer: ")).findFirst().orElseThrow().substring("Expected answer: ".length());
    }
}
