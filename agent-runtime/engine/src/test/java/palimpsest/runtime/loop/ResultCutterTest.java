package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import palimpsest.memory.document.Document;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.tools.InMemoryDocuments;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolOutcome;

class ResultCutterTest {

    private static final String TENANT = "test";

    private final InMemoryDocuments documents = new InMemoryDocuments();
    private final ResultCutter cutter = new ResultCutter(documents);

    private static int tokens(SequencedMap<String, Object> result) {
        return new WhitespaceTokenizer().count(PythonJson.write(result));
    }

    @Property(tries = 100)
    void as_much_enters_as_fits_and_one_character_more_would_not(@ForAll @IntRange(min = 80, max = 500) int room) {
        String text = LoopScene.words(600);
        ToolOutcome outcome = ToolOutcome.of(ToolOutcome.result("content", text, "chunk_id", 3));

        var cut = cutter.cut(TENANT, outcome, ResultCutterTest::tokens, room).orElseThrow();

        assertThat(tokens(cut.result())).isLessThanOrEqualTo(room).isGreaterThanOrEqualTo(room - 1);
        assertThat(text).startsWith((String) cut.result().get("content"));
        assertThat(cut.result()).containsEntry("chunk_id", 3).containsKey("cut");
        assertThat(cut.ofCharacters()).isEqualTo(text.length());
    }

    @Example
    void what_was_read_ends_where_the_text_was_cut_and_counts_the_documents_tokens() {
        Document document = documents.add(TENANT, "a.txt", LoopScene.words(600));
        var read = new Effect.TextRead(document.id(), 0, 0, document.characters(), document.tokens());
        ToolOutcome outcome = ToolOutcome.of(ToolOutcome.result("content", LoopScene.words(600)), new Effect.ScanMoved(true, 0), read);

        var cut = cutter.cut(TENANT, outcome, ResultCutterTest::tokens, 200).orElseThrow();

        String entered = (String) cut.result().get("content");
        assertThat(cut.effects()).first().isEqualTo(new Effect.ScanMoved(true, 0));
        assertThat(cut.effects()).last().isEqualTo(new Effect.TextRead(document.id(), 0, 0, entered.length(), new WhitespaceTokenizer().count(entered)));
        assertThat(cut.notice()).contains("begins at character " + entered.length());
    }

    @Example
    void characters_beyond_the_first_plane_are_not_torn() {
        ToolOutcome outcome = ToolOutcome.of(ToolOutcome.result("content", "😀 ".repeat(400)));

        var cut = cutter.cut(TENANT, outcome, ResultCutterTest::tokens, 100).orElseThrow();

        assertThat((String) cut.result().get("content")).matches("(😀 )*😀?");
    }

    @Example
    void of_a_result_whose_bulk_is_in_no_text_the_beginning_of_its_json_enters() {
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(ToolOutcome.result("id", i, "name", "w" + i));
        }
        var outcome = ToolOutcome.of(ToolOutcome.result("status", "success", "rows", rows), new Effect.Searched(List.of("w1")));

        var cut = cutter.cut(TENANT, outcome, ResultCutterTest::tokens, 200).orElseThrow();

        assertThat(tokens(cut.result())).isLessThanOrEqualTo(200).isGreaterThan(190);
        assertThat((String) cut.result().get("beginning_of_result")).startsWith("{\"status\": \"success\", \"rows\": [{\"id\": 0, \"name\": \"w0\"}");
        assertThat(cut.notice()).contains("of " + PythonJson.write(outcome.result()).length() + " characters", "Ask for less");
        assertThat(cut.effects()).isEqualTo(outcome.effects());
        assertThat(cut.form()).isEqualTo("json");
    }

    @Example
    void a_part_of_no_use_is_none() {
        ToolOutcome outcome = ToolOutcome.of(ToolOutcome.result("content", LoopScene.words(600)));

        assertThat(cutter.cut(TENANT, outcome, ResultCutterTest::tokens, 30)).isEmpty();
        assertThat(cutter.cut(TENANT, outcome, ResultCutterTest::tokens, -5)).isEmpty();
        assertThat(cutter.cut(TENANT, ToolOutcome.of(ToolOutcome.result("list", List.of(Map.of("a", 1)))), ResultCutterTest::tokens, 30)).isEmpty();
    }
}
