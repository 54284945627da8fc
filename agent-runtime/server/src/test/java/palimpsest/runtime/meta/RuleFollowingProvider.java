package palimpsest.runtime.meta;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.testkit.Answer;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.RecordedRequest;

/**
 * The other end of the wire: a learner and judge that takes the newest of two memories exactly when {@link #RULE} stands in its
 * request, and otherwise guesses (wrongly at temperature 0). Questions of agents it answers at once.
 */
public final class RuleFollowingProvider implements Function<RecordedRequest, Answer> {

    public static final String RULE = "When two memories give different values, answer with the newest one.";
    private static final String ADD_RULE = "[{\"operation\": \"add\", \"content\": \"" + RULE + "\"}]";

    private final Map<String, Integer> guesses = new ConcurrentHashMap<>();

    /** Cases as a client sends them. */
    public static List<Map<String, Object>> cases(int updates, int plain) {
        return Stream.concat(
                IntStream.range(0, updates).mapToObj(i -> Map.<String, Object>of("question_id", "u" + i, "question", "Where does person " + i + " live now?",
                        "memories", List.of("2023: in Old" + i + ".", "2024: in New" + i + "."), "answer", "New" + i, "task", "knowledge-update")),
                IntStream.range(0, plain).mapToObj(i -> Map.<String, Object>of("question_id", "p" + i, "question", "Which pet has neighbour " + i + "?",
                        "memories", List.of("2024: it is the pet Pet" + i + "."), "answer", "Pet" + i, "task", "single-session-user"))).toList();
    }

    @Override
    public Answer apply(RecordedRequest request) {
        String system = request.messages().get(0).path("content").asString();
        String user = request.messages().get(request.messages().size() - 1).path("content").asString();
        if (request.body().has("tools")) {
            return Reply.call("finish", "{\"answer\": \"Done.\"}").usage(50, 5);
        }
        String said = switch (system.substring(0, 10)) {
            case "You answer" -> "I read them.\nAnswer: " + answer(user, request.body().path("temperature").asDouble(1));
            case "You judge " -> "```json\n{\"correct\": " + user.substring(user.indexOf("Given answer:")).contains(expected(user)) + ", \"reason\": \"compared\"}\n```";
            case "You improv", "You keep t" -> ADD_RULE;
            default -> "It read the memories.";
        };
        return Reply.text(said).usage(100, 10);
    }

    private String answer(String user, double temperature) {
        List<String> memories = user.substring(user.indexOf("Memories:")).lines().filter(line -> line.startsWith("- ")).toList();
        boolean lucky = temperature > 0 && guesses.merge(user, 1, Integer::sum) % 2 == 0;
        return user.contains(RULE) || lucky ? memories.getLast() : memories.getFirst();
    }

    private static String expected(String user) {
        return user.lines().filter(line -> line.startsWith("Expected answer: ")).findFirst().orElseThrow().substring("Expected answer: ".length());
    }
}
