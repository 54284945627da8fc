package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import palimpsest.memory.language.Languages;
import tools.jackson.databind.json.JsonMapper;

class ReadingProgressTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String TEXT = "The Ennor bridge was finished in 1874. The road is long. The river is deep.";

    @Test
    void a_chunk_gains_by_its_place_in_the_search() {
        ReadingProgress progress = progress(Tools.SEARCH, "{\"retrieved_chunks\":[{\"chunk_id\":7,\"highlights\":[]},{\"chunk_id\":3,\"highlights\":[]},{\"chunk_id\":5,\"highlights\":[]}]}");
        double first = score(progress, TEXT, 7);
        double second = score(progress, TEXT, 3);
        assertThat(first).isGreaterThan(second);
        assertThat(second).isGreaterThan(score(progress, TEXT, 5));
        assertThat(score(progress, TEXT, 99)).as("not found by the search").isCloseTo(second, within(1e-9));
    }

    @Test
    void nothing_is_gained_without_a_search_and_by_what_people_say() {
        ReadingProgress searched = progress(Tools.SEARCH, "{\"retrieved_chunks\":[{\"chunk_id\":7,\"highlights\":[]}]}");
        ReadingProgress loaded = progress(Tools.ANALYZE, "{\"total_tokens\":40}");
        assertThat(score(loaded, TEXT, 7)).isLessThan(score(searched, TEXT, 7));
        String said = "Ann: The Ennor bridge was finished in 1874.\nBob: I know.";
        assertThat(score(searched, said, 7)).isCloseTo(score(loaded, said, 7), within(1e-9));
    }

    private static double score(ReadingProgress progress, String text, int chunk) {
        return progress.evidence(text, chunk).getFirst().score();
    }

    private static ReadingProgress progress(String tool, String result) {
        Question question = Question.of("When was the Ennor bridge finished?", null, Languages.shared());
        var step = new Step(tool, "", MAPPER.createObjectNode(), false, ToolResult.of(result, MAPPER));
        var transcript = new Transcript(question.text(), null, 1, Map.of(), List.of(), List.of(step), 1);
        var relevance = new Relevance(question);
        return new ReadingProgress(transcript, question, relevance, new Notebook(transcript, relevance, MAPPER), Set.of());
    }
}
