package palimpsest.evaluation.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.documents.RecordedAgent.Answered;
import palimpsest.evaluation.documents.RecordedQuestion.Call;
import palimpsest.evaluation.documents.RecordedQuestion.Passage;
import palimpsest.evaluation.documents.RecordedQuestion.Stretch;
import palimpsest.runtime.model.extractive.ExtractiveChatModel;
import tools.jackson.databind.json.JsonMapper;

class RecordedAgentTest {

    private static final String BRIDGE = "The Ennor bridge crosses the Tamm at Lisk. The Ennor bridge was finished in 1874 after six years. Its toll house is a museum.";
    private static final String MILL = "The mill of Lisk grinds rye. The mill was sold in 1921 to a baker.";

    private final RecordedAgent agent = new RecordedAgent(new ExtractiveChatModel(String::length));

    @Test
    void a_quote_holds_the_answer_only_at_its_place() {
        int year = BRIDGE.indexOf("1874");
        Answered right = agent.answer(bridge(false, year, year + 4));
        assertThat(right.found()).isTrue();
        assertThat(right.held()).isTrue();
        assertThat(right.match()).isGreaterThan(0.5);
        assertThat(agent.answer(bridge(false, 0, BRIDGE.length())).held()).as("no quote holds all of it").isFalse();
    }

    @Test
    void without_the_article_nothing_is_found() {
        Answered absent = agent.answer(bridge(true, 0, 4));
        assertThat(absent.found()).isFalse();
        assertThat(absent.held()).isFalse();
    }

    @Test
    void what_is_written_is_read_again(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("recorded.jsonl");
        RecordedQuestion.write(file, List.of(bridge(false, 1, 2), bridge(true, 1, 2)));
        assertThat(RecordedQuestion.read(file)).containsExactly(bridge(false, 1, 2), bridge(true, 1, 2));
        Files.writeString(file, "{\"question\":");
        assertThatIllegalArgumentException().isThrownBy(() -> RecordedQuestion.read(file)).withMessageContaining("recorded.jsonl");
    }

    private static RecordedQuestion bridge(boolean absent, int start, int end) {
        List<Passage> passages = absent ? List.of(new Passage(0, false, 0, MILL)) : List.of(new Passage(0, true, 0, BRIDGE), new Passage(1, false, 0, MILL));
        String hits = String.join(",", passages.stream().map(passage -> "{\"chunk_id\":%d,\"highlights\":[\"<em>%s</em>\"]}".formatted(passage.chunk(), passage.text())).toList());
        return new RecordedQuestion("towns", 0, "When was the Ennor bridge finished?", 1, absent, List.of(new Stretch(start, end)), passages, List.of(
                call("analyzeText", "{\"total_tokens\":9000}"), call("checkBudget", "{\"available_tokens\":20000}"), call("buildIndex", "{\"total_chunks\":2}"),
                call("searchEngine", "{\"retrieved_chunks\":[" + hits + "]}")));
    }

    private static Call call(String tool, String result) {
        return new Call(tool, "{}", JsonMapper.shared().readTree(result));
    }
}
