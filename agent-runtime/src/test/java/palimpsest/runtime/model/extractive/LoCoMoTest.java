package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How often the turn that holds the answer is among the quotes, on conversations of LoCoMo. */
@Tag("slow")
class LoCoMoTest {

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final ExtractiveChatModel model = new ExtractiveChatModel(FakeRuntime::tokens);

    @Test
    void quotes_the_evidence_of_many_single_hop_questions() throws IOException {
        Path folder = Stream.of("../shared/data/locomo", "../../shared/data/locomo", "../../../shared/data/locomo").map(Path::of).filter(Files::isDirectory)
                .findFirst().orElse(null);
        assumeTrue(folder != null, "the LoCoMo conversations are not beside the repository (../shared/data/locomo)");
        int asked = 0;
        int supported = 0;
        int dated = 0;
        int temporal = 0;
        for (String name : List.of("26.json", "42.json")) {
            JsonNode conversation = mapper.readTree(Files.readString(folder.resolve(name)));
            Map<String, String> turns = new HashMap<>();
            String text = render(conversation, turns);
            for (JsonNode qa : conversation.path("qa")) {
                int category = qa.path("category").asInt();
                List<String> evidence = evidence(qa, turns);
                if (evidence.isEmpty() || category != 4 && category != 2 || asked > 400) {
                    continue;
                }
                FakeRuntime runtime = new FakeRuntime().document("conversation.txt", text);
                FakeRuntime.Outcome outcome = runtime.ask(model, qa.path("question").stringValue());
                assertThat(outcome.steps()).isLessThanOrEqualTo(42);
                boolean found = evidence.stream().anyMatch(turn -> outcome.answer().contains(turn));
                if (category == 4) {
                    asked++;
                    supported += found ? 1 : 0;
                } else {
                    temporal++;
                    dated += found ? 1 : 0;
                }
                if (!found && System.getProperty("palimpsest.locomo.misses") != null) {
                    System.out.println("MISS " + category + " " + qa.path("question").stringValue() + "\n   WANT " + evidence + "\n   GOT  " + outcome.answer().replace("\n", "\n        "));
                }
            }
        }
        System.out.printf("LoCoMo: evidence quoted for %d of %d single-hop questions (%.0f %%), %d of %d temporal ones%n", supported, asked,
                100.0 * supported / asked, dated, temporal);
        assertThat((double) supported / asked).isGreaterThan(0.5);
    }

    private static List<String> evidence(JsonNode qa, Map<String, String> turns) {
        List<String> evidence = new ArrayList<>();
        for (JsonNode id : qa.path("evidence")) {
            Stream.of(id.asString("").split("[;, ]+")).filter(turns::containsKey).map(turns::get).forEach(evidence::add);
        }
        return evidence;
    }

    private static String render(JsonNode conversation, Map<String, String> turns) {
        StringBuilder text = new StringBuilder();
        for (int session = 1; conversation.has("session_" + session); session++) {
            text.append("## Session ").append(session).append(" (").append(conversation.path("session_" + session + "_date_time").asString("")).append(")\n\n");
            for (JsonNode turn : conversation.get("session_" + session)) {
                String said = turn.path("text").asString("").replaceAll("\\s+", " ").strip();
                turns.put(turn.path("dia_id").stringValue(), said);
                text.append(turn.path("speaker").stringValue()).append(": ").append(said).append('\n');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
