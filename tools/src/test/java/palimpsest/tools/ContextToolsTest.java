package palimpsest.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.tools.spi.ToolOutcome.result;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import palimpsest.memory.document.Document;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.tools.prune.DeleteContext;
import palimpsest.tools.spi.Budget;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.Recalled;
import palimpsest.tools.spi.ToolOutcome;

class ContextToolsTest {

    private static final String TEN_WORDS = "one two three four five six seven eight nine ten";

    private final Scene scene = new Scene();

    @Test
    void all_tools_exist_and_the_eleven_of_a_checkpoint_are_offered_by_default() {
        assertThat(scene.tools.names()).containsExactly("analyzeText", "loadDocument", "buildIndex", "checkBudget", "readChunk", "searchEngine",
                "note", "readNote", "updateNote", "mergeNotes", "deleteContext", "getContextStats", "finish", "restoreContext", "recall");
        assertThat(scene.tools.offeredByDefault()).hasSize(11).doesNotContain("mergeNotes", "getContextStats", "restoreContext", "recall");
    }

    @Nested
    class Documents {

        @Test
        void one_document_is_named_and_measured() {
            scene.with("a.txt", TEN_WORDS);
            assertThat(scene.call("analyzeText").result()).containsExactly(Map.entry("file_name", "a.txt"), Map.entry("total_tokens", 10L));
        }

        @Test
        void several_documents_are_listed() {
            scene.with("a.txt", TEN_WORDS).with("b.txt", "eleven");
            assertThat(scene.call("analyzeText").result()).containsEntry("total_tokens", 11L)
                    .containsEntry("documents", List.of(result("file_name", "a.txt", "total_tokens", 10), result("file_name", "b.txt", "total_tokens", 1)));
        }

        @Test
        void a_document_that_fits_is_loaded_in_full_and_counts_as_read() {
            scene.with("a.txt", TEN_WORDS);
            ToolOutcome loaded = scene.call("loadDocument");
            assertThat(loaded.result()).containsExactly(Map.entry("document_content", TEN_WORDS));
            assertThat(loaded.effects()).containsExactly(new Effect.TextRead(scene.documents().getFirst().id(), null, 0, TEN_WORDS.length(), 10));
        }

        @Test
        void of_a_document_that_no_window_of_this_size_could_take_the_beginning_is_loaded_with_how_to_read_the_rest() {
            scene.with("a.txt", TEN_WORDS).budget = new Budget(1, 3, 49);
            ToolOutcome loaded = scene.call("loadDocument");
            assertThat((String) loaded.result().get("document_content")).isEqualToIgnoringWhitespace("one two three");
            assertThat((String) loaded.result().get("cut")).contains("first 3 of 10 tokens", "begins at character 14", "buildIndex");
            assertThat(loaded.effects()).containsExactly(new Effect.TextRead(scene.documents().getFirst().id(), null, 0, 14, 3));
        }

        @Test
        void of_several_documents_those_after_the_one_that_does_not_fit_are_not_loaded() {
            scene.with("a.txt", "one two").with("b.txt", TEN_WORDS).with("c.txt", "eleven").budget = new Budget(1, 5, 49);
            ToolOutcome loaded = scene.call("loadDocument");
            assertThat((String) loaded.result().get("document_content")).isEqualToIgnoringWhitespace("=== a.txt === one two === b.txt === one two three");
            assertThat((String) loaded.result().get("cut")).contains("first 5 of 13 tokens");
            assertThat(loaded.effects()).hasSize(2);
        }

        @Test
        void without_a_document_every_reading_tool_says_so() {
            assertThat(error(scene.call("loadDocument"))).contains("empty");
            assertThat(error(scene.call("buildIndex"))).contains("No document");
            assertThat(error(scene.call("readChunk", "chunk_id", 0))).contains("buildIndex");
            assertThat(error(scene.call("searchEngine", "keyword", "x"))).contains("buildIndex");
        }
    }

    @Nested
    class Reading {

        @Test
        void chunk_ids_count_through_all_documents_and_no_chunk_spans_two() {
            scene.with("a.txt", TEN_WORDS).with("b.txt", "eleven twelve");
            assertThat(scene.call("buildIndex", "chunk_size", 4).result()).containsExactly(Map.entry("index_id", "document_index"),
                    Map.entry("total_chunks", 4), Map.entry("first_chunk_id", 0), Map.entry("last_chunk_id", 3));
            assertThat(chunk(scene.call("readChunk", "chunk_id", 2))).containsEntry("content", "nine ten").containsEntry("file_name", "a.txt");
            assertThat(chunk(scene.call("readChunk", "chunk_id", 3))).containsEntry("content", "eleven twelve").containsEntry("file_name", "b.txt");
        }

        @Test
        void an_impossible_chunking_is_refused() {
            scene.with("a.txt", TEN_WORDS);
            assertThat(error(scene.call("buildIndex", "chunk_size", 0))).contains("chunk_size");
            assertThat(error(scene.call("buildIndex", "chunk_size", 5, "overlap", 5))).contains("overlap");
            assertThat(error(scene.call("buildIndex", "chunk_size", 5, "overlap", -1))).contains("overlap");
            assertThat(error(scene.call("buildIndex", "chunk_size", "many"))).contains("integer");
        }

        @Test
        void a_chunk_is_read_by_id_also_when_the_id_is_written_as_text() {
            scene.with("a.txt", TEN_WORDS).call("buildIndex", "chunk_size", 4);
            assertThat(scene.call("readChunk", "chunk_id", "1").result()).containsExactly(
                    Map.entry("retrieved_chunk", List.of(result("chunk_id", 1, "content", "five six seven eight", "start_pos", 4, "end_pos", 8))),
                    Map.entry("chunk_id", 1));
        }

        @Test
        void an_id_that_is_missing_out_of_range_or_no_number_is_refused() {
            scene.with("a.txt", TEN_WORDS).call("buildIndex", "chunk_size", 4);
            assertThat(error(scene.call("readChunk"))).contains("required");
            assertThat(error(scene.call("readChunk", "chunk_id", 3))).contains("between 0 and 2");
            assertThat(error(scene.call("readChunk", "chunk_id", -1))).contains("between 0 and 2");
            assertThat(error(scene.call("readChunk", "chunk_id", 1.5))).contains("integer");
        }

        @Test
        void scan_mode_reads_on_until_it_is_turned_off() {
            scene.with("a.txt", TEN_WORDS).call("buildIndex", "chunk_size", 4);
            assertThat(scene.call("readChunk", "enable_scan", true).result()).containsEntry("chunk_id", 0).containsEntry("reading_progress", "1/3");
            assertThat(scene.call("readChunk", "chunk_id", 0).result()).containsEntry("chunk_id", 1).containsEntry("reading_progress", "2/3");
            assertThat(scene.call("readChunk", "enable_scan", false, "chunk_id", 0).result()).doesNotContainKey("reading_progress");
            assertThat(scene.call("readChunk", "enable_scan", true).result()).containsEntry("chunk_id", 1);
            scene.call("readChunk");
            assertThat(error(scene.call("readChunk"))).contains("No more chunks");
        }

        @Test
        void scan_mode_is_switched_on_even_by_a_call_that_fails() {
            scene.with("a.txt", TEN_WORDS);
            assertThat(error(scene.call("readChunk", "enable_scan", true))).contains("buildIndex");
            scene.call("buildIndex", "chunk_size", 4);
            assertThat(scene.call("readChunk").result()).containsEntry("chunk_id", 0);
        }
    }

    @Nested
    class Searching {

        @Test
        void a_hit_names_the_chunk_that_holds_it() {
            scene.with("a.txt", "alpha beta\ngamma delta\nepsilon zeta").call("buildIndex", "chunk_size", 2);
            ToolOutcome found = scene.call("searchEngine", "keyword", "zeta, delta");
            assertThat(found.result()).containsOnlyKeys("retrieved_chunks", "keywords").containsEntry("keywords", List.of("zeta", "delta"));
            assertThat(hits(found)).extracting("chunk_id").containsExactlyInAnyOrder(1, 2);
            assertThat(hits(found).getFirst()).containsOnlyKeys("chunk_id", "relevance_score", "highlights");
        }

        @Test
        void of_a_passage_in_two_chunks_the_one_is_named_that_holds_what_was_found() {
            String text = "one two three four five six seven eight nine ten eleven the toll is nine";
            scene.with("a.txt", text).call("buildIndex", "chunk_size", 11);
            Document document = scene.documents().getFirst();
            var found = new PassageHit(document.id(), 0, 0, text.length(), 1, Double.NaN, 1, List.of("one two three", "the <em>toll</em> is nine"), text, "a.txt", null, null);
            var byMeaning = new PassageHit(document.id(), 0, 0, text.length(), 0, 0.8, 1, List.of("one two three"), text, "a.txt", null, null);
            for (var hit : Map.of(found, 1, byMeaning, 0).entrySet()) {
                scene.tools = ContextTools.over(scene.store, query -> List.of(hit.getKey()));
                assertThat(hits(scene.call("searchEngine", "keyword", "toll"))).extracting("chunk_id").containsExactly(hit.getValue());
            }
        }

        @Test
        void keywords_may_come_as_a_list() {
            scene.with("a.txt", TEN_WORDS).call("buildIndex");
            assertThat(scene.call("searchEngine", "keyword", List.of("nine", "ten")).result()).containsEntry("keywords", List.of("nine", "ten"));
        }

        @Test
        void nothing_found_is_said_so() {
            scene.with("a.txt", TEN_WORDS).call("buildIndex");
            assertThat(scene.call("searchEngine", "keyword", "zebra").result()).containsExactly(Map.entry("retrieved_chunks", List.of()),
                    Map.entry("message", "No matching content found."), Map.entry("keywords", List.of("zebra")));
        }

        @Test
        void of_many_hits_twenty_are_shown() {
            scene.with("a.txt", "word x\n".repeat(60)).call("buildIndex", "chunk_size", 2);
            ToolOutcome found = scene.call("searchEngine", "keyword", "word");
            assertThat(hits(found)).hasSize(20);
            assertThat(found.result().sequencedKeySet()).containsExactly("retrieved_chunks", "message", "keywords");
            assertThat(found.result().get("message")).asString().contains("20/50");
        }

        @Test
        void an_empty_keyword_is_refused() {
            scene.with("a.txt", TEN_WORDS).call("buildIndex");
            assertThat(error(scene.call("searchEngine", "keyword", " , "))).contains("keyword cannot be empty");
            assertThat(error(scene.call("searchEngine"))).contains("keyword cannot be empty");
        }
    }

    @Nested
    class Noting {

        @Test
        void a_note_is_written_read_appended_to_overwritten_and_deleted() {
            assertThat(scene.call("note", "key", "k", "summary", "s", "content", result("a", 1)).result())
                    .containsExactly(Map.entry("status", "success"), Map.entry("key", "k"));
            assertThat(scene.call("readNote", "key", "k").result()).containsExactly(Map.entry("summary", "s"), Map.entry("full_content", "{\"a\":1}"));
            scene.call("updateNote", "mode", "append", "key", "k", "new_content", "more", "new_summary", "s2");
            assertThat(scene.call("readNote", "key", "k").result()).containsExactly(Map.entry("summary", "s2"), Map.entry("full_content", "{\"a\":1}\nmore"));
            scene.call("updateNote", "mode", "OVERWRITE", "key", "k", "new_content", "new");
            assertThat(scene.call("readNote", "key", "k").result()).containsExactly(Map.entry("summary", "s2"), Map.entry("full_content", "new"));
            assertThat(scene.call("updateNote", "mode", "delete", "key", "k").result().sequencedKeySet()).containsExactly("status", "key", "message");
            assertThat(error(scene.call("readNote", "key", "k"))).contains("not found");
        }

        @Test
        void a_wrong_update_is_refused() {
            scene.call("note", "key", "k", "summary", "s", "content", "c");
            assertThat(error(scene.call("updateNote", "mode", "append", "key", "other", "new_content", "x"))).contains("not found", "k");
            assertThat(error(scene.call("updateNote", "mode", "append", "key", "k"))).contains("new_content");
            assertThat(error(scene.call("updateNote", "mode", "burn", "key", "k", "new_content", "x"))).contains("append, overwrite or delete");
            assertThat(error(scene.call("note", "summary", "s", "content", "c"))).contains("key is required");
            assertThat(error(scene.call("note", "key", " ", "summary", "s", "content", "c"))).contains("key cannot be empty");
        }

        @Test
        void merged_notes_stand_in_one_at_the_end() {
            scene.call("note", "key", "a", "summary", "1", "content", "x");
            scene.call("note", "key", "b", "summary", "2", "content", "y");
            scene.call("note", "key", "c", "summary", "3", "content", "z");
            assertThat(scene.call("mergeNotes", "keys", List.of("a", "b", "nope")).result()).containsExactly(Map.entry("status", "success"),
                    Map.entry("new_key", "a_b"), Map.entry("merged_from", List.of("a", "b")));
            assertThat(scene.notes().keys()).containsExactly("c", "a_b");
            assertThat(scene.call("readNote", "key", "a_b").result()).containsEntry("full_content", "x\ny");
            assertThat(error(scene.call("mergeNotes", "keys", List.of("nope")))).contains("No notes found");
        }
    }

    @Nested
    class Housekeeping {

        @Test
        void a_message_is_pruned_by_its_id() {
            ToolOutcome pruned = scene.call("deleteContext", "msg_id", "2");
            assertThat(pruned.result()).containsExactly(Map.entry("status", "success"), Map.entry("deleted_msg_id", 2), Map.entry("deleted_role", "tool"));
            assertThat(pruned.effects()).containsExactly(new Effect.MessagePruned(2));
        }

        @Test
        void only_beyond_the_reference_a_summary_is_taken() {
            assertThat(scene.call("deleteContext", "msg_id", 2, "summary", "Herons.").effects()).containsExactly(new Effect.MessagePruned(2));
            assertThat(new DeleteContext().specification().parameters().properties()).containsOnlyKeys("msg_id");
            assertThat(DeleteContext.withSummary().specification().parameters().properties()).containsOnlyKeys("msg_id", "summary");
        }

        @Test
        void an_unknown_or_missing_id_is_refused() {
            assertThat(error(scene.call("deleteContext", "msg_id", 77))).contains("77 not found");
            assertThat(error(scene.call("deleteContext"))).contains("msg_id is required");
        }

        @Test
        void a_pruned_message_is_restored_by_its_id() {
            scene.call("deleteContext", "msg_id", 2);

            ToolOutcome restored = scene.call("restoreContext", "msg_id", 2);

            assertThat(restored.result()).containsExactly(Map.entry("status", "success"), Map.entry("restored_msg_id", 2), Map.entry("restored_role", "tool"));
            assertThat(restored.effects()).containsExactly(new Effect.MessageRestored(2));
        }

        @Test
        void what_was_not_deleted_or_never_was_is_not_restored() {
            assertThat(error(scene.call("restoreContext", "msg_id", 2))).contains("was not deleted");
            assertThat(error(scene.call("restoreContext", "msg_id", 77))).contains("77 not found");
        }

        @Test
        void what_was_deleted_is_found_by_words() {
            scene.past = List.of(new Recalled(2, "tool", "readChunk", "timber grows"), new Recalled(4, "assistant", null, "else"));

            assertThat(scene.call("recall", "query", " timber ").result()).containsEntry("messages",
                    List.of(result("deleted_msg_id", 2, "role", "tool", "tool", "readChunk", "snippet", "timber grows")));
            assertThat(scene.call("recall", "query", "nothing").result().get("message").toString()).contains("Try other words");
            assertThat(error(scene.call("recall", "query", " "))).contains("query cannot be empty");
        }

        @Test
        void budget_and_statistics_are_told() {
            scene.with("a.txt", TEN_WORDS).call("buildIndex", "chunk_size", 4);
            scene.call("searchEngine", "keyword", "nine");
            assertThat(scene.call("checkBudget").result()).containsExactly(Map.entry("conv_rounds", 1), Map.entry("available_tokens", 1000),
                    Map.entry("available_rounds", 49));
            assertThat(scene.call("getContextStats").result()).containsExactly(Map.entry("total_notes", 0), Map.entry("notes_keys", List.of()),
                    Map.entry("index_chunks", 3), Map.entry("document_size", 10L), Map.entry("searched_keywords", List.of("nine")),
                    Map.entry("conv_rounds", 1), Map.entry("available_tokens", 1000), Map.entry("available_rounds", 49));
        }

        @Test
        void finish_gives_the_answer() {
            ToolOutcome finished = scene.call("finish", "answer", "42");
            assertThat(finished.result()).containsExactly(Map.entry("final_answer", "42"));
            assertThat(finished.effects()).containsExactly(new Effect.Finished("42"));
            assertThat(scene.call("finish").result()).containsEntry("final_answer", "No final answer provided.");
        }
    }

    private static String error(ToolOutcome outcome) {
        assertThat(outcome.result()).containsOnlyKeys("error");
        return (String) outcome.result().get("error");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> chunk(ToolOutcome outcome) {
        return ((List<Map<String, Object>>) outcome.result().get("retrieved_chunk")).getFirst();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> hits(ToolOutcome outcome) {
        return (List<Map<String, Object>>) outcome.result().get("retrieved_chunks");
    }
}
