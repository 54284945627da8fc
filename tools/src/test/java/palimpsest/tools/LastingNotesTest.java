package palimpsest.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.note.NoteVersion;
import palimpsest.memory.text.JtokkitTokenizer;
import palimpsest.tools.spi.ToolOutcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LastingNotesTest {

    private final Scene scene = new Scene().structured();

    private static void refused(ToolOutcome outcome, String... sayings) {
        assertThat(outcome.isError()).as(outcome.toString()).isTrue();
        assertThat(outcome.effects()).isEmpty();
        assertThat((String) outcome.result().get("error")).contains(sayings);
    }

    @Test
    void a_key_with_a_scope_names_a_note_of_the_agent_or_the_user_and_a_plain_one_the_conversations() {
        scene.call("note", "key", "agent/prices", "summary", "what things cost", "content", "tea 2.10");
        scene.call("note", "key", "user/likes", "summary", "what Anna likes", "content", "figs");
        scene.call("note", "key", "plain", "summary", "here", "content", "only here");
        assertThat(scene.lasting.notes("", InMemoryNotes.AGENT)).extracting(NoteVersion::key).containsExactly("prices");
        assertThat(scene.lasting.notes("", InMemoryNotes.USER)).extracting(NoteVersion::key).containsExactly("likes");
        assertThat(scene.notes().keys()).containsExactly("plain");
        assertThat(scene.call("readNote", "key", "user/likes").result()).containsEntry("full_content", "figs");
        refused(scene.call("readNote", "key", "user/none"), "plain, agent/prices, user/likes");
    }

    @Test
    void a_note_that_someone_else_wrote_is_not_overwritten_unread() {
        scene.lasting.write(InMemoryNotes.AGENT, "prices", "costs", "tea 2.10");
        refused(scene.call("note", "key", "agent/prices", "summary", "s", "content", "mine"), "readNote");
        scene.call("readNote", "key", "agent/prices");
        scene.lasting.write(InMemoryNotes.AGENT, "prices", "costs", "tea 2.20");
        refused(scene.call("updateNote", "key", "agent/prices", "mode", "overwrite", "new_content", "mine"), "someone else", "readNote");
        refused(scene.call("updateNote", "key", "agent/prices", "mode", "delete", "new_content", ""), "readNote");
        scene.call("readNote", "key", "agent/prices");
        assertThat(scene.call("updateNote", "key", "agent/prices", "mode", "overwrite", "new_content", "mine").isError()).isFalse();
        assertThat(scene.lasting.versions("", InMemoryNotes.AGENT, "prices")).extracting(NoteVersion::content)
                .containsExactly("tea 2.10", "tea 2.20", "mine");
    }

    @Test
    void a_line_is_appended_to_what_stands_there_now_and_what_was_deleted_may_be_written_anew() {
        scene.lasting.write(InMemoryNotes.USER, "likes", "s", "figs");
        scene.call("updateNote", "key", "user/likes", "mode", "append", "new_content", "tea");
        refused(scene.call("updateNote", "key", "user/likes", "mode", "overwrite", "new_content", "x"), "readNote");
        scene.call("readNote", "key", "user/likes");
        scene.call("updateNote", "key", "user/likes", "mode", "delete", "new_content", "");
        refused(scene.call("readNote", "key", "user/likes"), "not found");
        scene.call("note", "key", "user/likes", "summary", "s", "content", "nothing");
        assertThat(scene.lasting.versions("", InMemoryNotes.USER, "likes")).extracting(NoteVersion::content)
                .containsExactly("figs", "figs\ntea", null, "nothing");
    }

    @Test
    void a_gate_stands_in_front_of_notes_that_last_and_of_no_others() {
        var gated = new Scene().structured(new FittedGate(GateProfile.shipped()));
        refused(gated.call("note", "key", "user/mood", "content", "Thanks, that helps!"), "not kept over conversations", "without agent/ or user/");
        assertThat(gated.lasting.notes("", InMemoryNotes.USER)).isEmpty();
        assertThat(gated.call("note", "key", "mood", "content", "Thanks, that helps!").isError()).isFalse();
        assertThat(gated.call("note", "key", "user/diet", "summary", "what Rosa eats", "content", "Rosa eats no shellfish.").isError()).isFalse();
        refused(gated.call("updateNote", "key", "user/diet", "mode", "overwrite", "new_content", "ok", "new_summary", "ok"), "not kept over conversations");
        assertThat(gated.call("updateNote", "key", "user/diet", "mode", "append", "new_content", "ok").isError()).as("what stands there is worth keeping").isFalse();
        assertThat(gated.lasting.versions("", InMemoryNotes.USER, "diet")).extracting(NoteVersion::content).containsExactly("Rosa eats no shellfish.", "Rosa eats no shellfish.\nok");
        assertThat(gated.call("updateNote", "key", "user/diet", "mode", "delete", "new_content", "").isError()).isFalse();
    }

    @Test
    void structured_notes_are_kept_whatever_a_gate_says() {
        var gated = new Scene().structured(BaselineGates.longest(1_000));
        assertThat(gated.call("createStructuredNote", "key", "user/costs", "kind", "ledger", "summary", "costs", "schema", Map.of("for", "string")).isError()).isFalse();
        assertThat(gated.call("changeStructuredNote", "key", "user/costs", "operation", "append", "row", Map.of("for", "tea", "amount", 2)).isError()).isFalse();
        refused(gated.call("note", "key", "agent/plan", "summary", "plan", "content", "Read the annual report first."), "not kept over conversations");
    }

    @Test
    void without_lasting_notes_the_tools_are_told_and_keyed_as_before() {
        var plain = new Scene();
        assertThat(plain.tools.find("note").orElseThrow().specification().description()).doesNotContain("agent/");
        assertThat(scene.tools.find("note").orElseThrow().specification().description()).contains("agent/");
        plain.call("note", "key", "agent/prices", "summary", "s", "content", "c");
        assertThat(plain.notes().keys()).containsExactly("agent/prices");
        assertThat(plain.tools.names()).doesNotContain("createStructuredNote");
    }

    // --- structured notes

    @Test
    void a_ledger_is_kept_and_asked_exactly_in_every_scope() {
        for (String key : List.of("costs", "agent/costs")) {
            scene.call("createStructuredNote", "key", key, "kind", "ledger", "summary", "costs", "schema", Map.of("who", "string"));
            scene.call("changeStructuredNote", "key", key, "operation", "append", "row", Map.of("amount", "0.10", "who", "ann"));
            scene.call("changeStructuredNote", "key", key, "operation", "append", "row", Map.of("amount", "0.20", "who", "ben"));
            assertThat(scene.call("changeStructuredNote", "key", key, "operation", "append", "row", Map.of("amount", -1, "who", "ann")).result())
                    .containsEntry("balance", "-0.70").containsEntry("entries", 3);
            assertThat(scene.call("queryStructuredNote", "key", key, "query", "balance").result()).containsEntry("balance", "-0.70");
            assertThat(scene.call("queryStructuredNote", "key", key, "query", "balance", "number", 2).result()).containsEntry("balance", "0.30");
            assertThat(scene.call("queryStructuredNote", "key", key, "query", "sum", "group_by", "who").result())
                    .containsEntry("sum", Map.of("ann", "-0.90", "ben", "0.20"));
            refused(scene.call("changeStructuredNote", "key", key, "operation", "append", "row", Map.of("amount", 1, "whom", "x")), "whom");
            refused(scene.call("changeStructuredNote", "key", key, "operation", "set_cell", "number", 1, "column", "amount", "value", 2), "append or reverse");
        }
        assertThat(scene.lasting.versions("", InMemoryNotes.AGENT, "costs")).hasSize(4);
    }

    @Test
    void tables_trees_and_states_are_changed_and_asked() {
        scene.call("createStructuredNote", "key", "t", "kind", "table", "summary", "s", "schema", Map.of("item", "string", "n", "integer"));
        scene.call("changeStructuredNote", "key", "t", "operation", "append", "row", Map.of("item", "tea", "n", 1));
        scene.call("changeStructuredNote", "key", "t", "operation", "set_cell", "number", 1, "column", "n", "value", 7);
        assertThat(scene.call("queryStructuredNote", "key", "t", "query", "sum", "column", "n").result()).containsEntry("sum", 7L);
        assertThat(scene.call("queryStructuredNote", "key", "t", "query", "select", "where", Map.of("item", "tea")).result().toString()).contains("n=7");
        refused(scene.call("changeStructuredNote", "key", "t", "operation", "set_cell", "number", 1, "column", "n", "value", "many"), "n", "integer");

        scene.call("createStructuredNote", "key", "family", "kind", "tree", "summary", "s");
        scene.call("changeStructuredNote", "key", "family", "operation", "add_node", "node", "ada", "row", Map.of("born", 1902));
        scene.call("changeStructuredNote", "key", "family", "operation", "add_node", "node", "bo", "parent", "ada");
        assertThat(scene.call("queryStructuredNote", "key", "family", "query", "path", "node", "bo").result()).containsEntry("path", List.of("ada", "bo"));
        assertThat(scene.call("queryStructuredNote", "key", "family", "query", "select", "where", Map.of("born", Map.of("lt", 1950))).result())
                .containsEntry("count", 1);

        scene.call("createStructuredNote", "key", "order", "kind", "state", "summary", "s", "initial", "open", "transitions", Map.of("open", List.of("paid")));
        refused(scene.call("changeStructuredNote", "key", "order", "operation", "transition", "to", "sent"), "Legal now: paid");
        assertThat(scene.call("changeStructuredNote", "key", "order", "operation", "transition", "to", "paid").result()).containsEntry("state", "paid");
        assertThat(scene.call("queryStructuredNote", "key", "order", "query", "current").result()).containsEntry("state", "paid");
        refused(scene.call("queryStructuredNote", "key", "order", "query", "sum"), "current or history");
    }

    @Test
    void a_cell_is_declared_to_take_text_number_truth_or_object() {
        var declared = JsonMapper.shared().<JsonNode>valueToTree(JsonSchemaElementUtils.toMap(scene.tools.find("changeStructuredNote").orElseThrow().specification().parameters()));
        var cell = SchemaRegistry.withDefaultDialect(Dialects.getDraft202012()).getSchema(declared.path("properties").path("value"));
        for (Object value : List.of("tea", 7, 7.5, true, Map.of("of", "it"))) {
            assertThat(cell.validate(JsonMapper.shared().<JsonNode>valueToTree(value))).as("%s", value).isEmpty();
        }
    }

    @Test
    void the_tools_of_structured_notes_take_few_tokens_of_each_request() {
        int tokens = Stream.of("createStructuredNote", "changeStructuredNote", "queryStructuredNote").map(name -> scene.tools.find(name).orElseThrow().specification())
                .mapToInt(tool -> JtokkitTokenizer.o200kBase().count(tool.name() + tool.description() + JsonMapper.shared().writeValueAsString(JsonSchemaElementUtils.toMap(tool.parameters())))).sum();
        assertThat(tokens).isLessThan(750);
    }

    @Test
    void no_text_is_written_over_a_structured_note_and_a_text_is_none() {
        scene.call("createStructuredNote", "key", "t", "kind", "table", "summary", "s");
        refused(scene.call("updateNote", "key", "t", "mode", "append", "new_content", "more"), "changeStructuredNote");
        refused(scene.call("note", "key", "t", "summary", "s", "content", "text"), "changeStructuredNote");
        refused(scene.call("createStructuredNote", "key", "t", "kind", "tree", "summary", "s"), "exists already");
        scene.call("note", "key", "words", "summary", "s", "content", "text");
        refused(scene.call("queryStructuredNote", "key", "words", "query", "count"), "is a text");
        refused(scene.call("queryStructuredNote", "key", "none", "query", "count"), "createStructuredNote", "t, words");
    }
}
