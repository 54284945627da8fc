package palimpsest.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.memory.testing.Library;
import palimpsest.memory.text.WhitespaceTokenizer;

class MemoryEvaluationTest {

    private static final String CONVERSATION = """
            {"speaker_a": "Ida", "speaker_b": "Tom", "session_1_date_time": "1:56 pm on 8 May, 2023",
             "session_1": [{"speaker": "Ida", "dia_id": "D1:1", "text": "My grey heron Alma hatched on 3 May 2023 in Bergen, I am so proud of her."},
                           {"speaker": "Tom", "dia_id": "D1:2", "text": "I bake rye bread for my sister Greta on Sundays at 7 in the morning."},
                           {"speaker": "Ida", "dia_id": "D1:3", "text": "Ok."},
                           {"speaker": "Tom", "dia_id": "D1:4", "text": "Bye!"}],
             "qa": [{"question": "Which heron hatched in Bergen?", "answer": "Alma", "evidence": ["D1:1"], "category": 4},
                    {"question": "Who gets rye bread?", "answer": "Greta", "evidence": ["D1:2"], "category": 4},
                    {"question": "Is there a zebra?", "evidence": ["D1:1"], "category": 5}]}
            """;

    @TempDir
    private Path folder;

    private final Library library = Library.plain();
    private final MemoryEvaluation evaluation = new MemoryEvaluation(library.database.jdbc(), library.database.transaction(), null, null,
            new WhitespaceTokenizer()::count, "r1: look twice", Clock.systemUTC());

    private List<LocomoConversation> conversations() throws Exception {
        Files.writeString(folder.resolve("a.json"), CONVERSATION);
        return LocomoFiles.read(folder);
    }

    @Test
    void each_part_is_measured_beside_the_whole_history_and_file_search_and_nothing_stays_behind() throws Exception {
        MemoryReport report = evaluation.run(conversations(), 0, line -> { });

        assertThat(report.questions()).isEqualTo(2);
        assertThat(report.turns()).isEqualTo(4);
        assertThat(report.systems()).containsOnlyKeys("full", "-gate", "-reranker", "-links", "-meta_memory", "whole_history", "file_search");
        assertThat(report.systems().get("-gate").records()).isEqualTo(4);
        assertThat(report.systems().get("-gate").recall10()).isEqualTo(1);
        assertThat(report.systems().get("-links").mrr()).isEqualTo(1);
        assertThat(report.systems().get("file_search").mrr()).isEqualTo(1);
        assertThat(report.systems().get("-meta_memory").tokens()).isEqualTo(report.systems().get("full").tokens() - 3);
        assertThat(report.systems().get("whole_history").share()).isEqualTo(1);
        assertThat(report.equalStorage()).containsOnlyKeys("gate", "keep_longest", "newest", "random");
        assertThat(library.database.jdbc().sql("select count(*) from memory_decision where tenant like 'evaluation-%'").query(Long.class).single()).isZero();
    }

    @Test
    void a_question_without_evidence_is_not_asked() {
        assertThatIllegalArgumentException().isThrownBy(() -> evaluation.run(List.of(), 0, line -> { }));
    }
}
