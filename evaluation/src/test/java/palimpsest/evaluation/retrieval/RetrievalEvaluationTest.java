package palimpsest.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.evaluation.rerank.LabelledCandidates;
import palimpsest.memory.embed.NoEmbedding;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.RerankedPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.testing.Library;
import palimpsest.memory.text.WhitespaceTokenizer;

class RetrievalEvaluationTest {

    private static final String CONVERSATION = """
            {"speaker_a": "Ida", "speaker_b": "Tom", "session_1_date_time": "1:56 pm on 8 May, 2023",
             "session_1": [{"speaker": "Ida", "dia_id": "D1:1", "text": "My heron hatched."},
                           {"speaker": "Tom", "dia_id": "D1:2", "text": "I bake rye bread on Sundays."},
                           {"speaker": "Ida", "dia_id": "D1:3", "text": "The weather is dull."},
                           {"speaker": "Tom", "dia_id": "D1:4", "text": "A heron again, and bread."}],
             "qa": [{"question": "What hatched for Ida?", "answer": "a heron", "evidence": ["D1:1"], "category": 4},
                    {"question": "When does Tom bake bread?", "answer": "Sundays", "evidence": ["D1:2; D1:3"], "category": 1},
                    {"question": "Is there a zebra?", "evidence": ["D1:1"], "category": 5},
                    {"question": "Nothing known?", "answer": "?", "evidence": ["D9:9"], "category": 4}]}
            """;

    @TempDir
    private Path folder;

    private final Library library = Library.plain();
    private final RetrievalEvaluation evaluation = new RetrievalEvaluation(library.database.jdbc(), library.database.transaction(), new TurnIngestion(library.database.jdbc(),
            library.database.transaction(), library.documents, new WhitespaceTokenizer(), "english", () -> {}), new NoEmbedding());
    private final PostgresPassageSearch search = new PostgresPassageSearch(library.database.jdbc(), library.database.transaction(), null, "none",
            SearchMode.LEXICAL);

    private List<LocomoConversation> conversations() throws IOException {
        Files.writeString(folder.resolve("a.json"), CONVERSATION);
        return LocomoFiles.read(folder);
    }

    @Test
    void what_was_measured_with_is_removed_from_every_table_of_a_tenant() throws IOException {
        List<String> ofTenants = library.database.jdbc().sql("""
                select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
                where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname <> 'audit_entry'""").query(String.class).list();
        assertThat(EvaluationTenant.TABLES).containsExactlyInAnyOrderElementsOf(ofTenants);
        var tenant = new EvaluationTenant(library.database.jdbc(), library.database.transaction());
        StoredTurns.add(new TurnIngestion(library.database.jdbc(), library.database.transaction(), library.documents, new WhitespaceTokenizer(), "english", () -> {}),
                tenant.name(), conversations().getFirst());
        assertThat(rows("passage", tenant)).isPositive();
        tenant.close();
        assertThat(ofTenants).allSatisfy(table -> assertThat(rows(table, tenant)).as(table).isZero());
    }

    private int rows(String table, EvaluationTenant tenant) {
        return library.database.jdbc().sql("select count(*) from " + table + " where tenant = :tenant").param("tenant", tenant.name()).query(Integer.class).single();
    }

    @Test
    void systems_are_measured_on_the_questions_with_evidence_and_nothing_stays_behind() throws Exception {
        long before = rows();
        var systems = new LinkedHashMap<String, RetrievalSystem>();
        systems.put("lexical", RetrievalSystem.of(search));
        systems.put("backwards", RetrievalSystem.of(new RerankedPassageSearch(search, (query, candidates) -> {
            double[] scores = new double[candidates.size()];
            Arrays.setAll(scores, i -> i);
            return scores;
        }, 50)));
        RetrievalReport report = evaluation.run(conversations(), systems, 0, null, message -> {});
        assertThat(report.questions()).isEqualTo(2);
        var lexical = report.systems().get("lexical");
        assertThat(lexical.means().get("recall@1")).isCloseTo((1 + 0.5) / 2, within(1e-9));
        assertThat(lexical.means().get("mrr")).isEqualTo(1);
        assertThat(lexical.means().get("candidate_recall@50")).isEqualTo(1);
        assertThat(lexical.categories()).extracting(RetrievalReport.Category::category).containsExactly(1, 4);
        assertThat(lexical.ci95().get("recall@1")).containsExactly(0.5, 1);
        assertThat(lexical.millis()).isPositive();
        assertThat(report.systems().get("backwards").means().get("mrr")).isLessThan(1);
        assertThat(rows()).isEqualTo(before);
    }

    private long rows() {
        return library.database.jdbc().sql("select count(*) from passage where tenant like 'evaluation-%'").query(Long.class).single();
    }

    @Test
    void candidates_say_which_of_them_hold_the_answer() throws Exception {
        List<LabelledCandidates> labelled = evaluation.candidates(conversations(), search, 0, message -> {});
        assertThat(labelled).extracting(LabelledCandidates::question).containsExactly("What hatched for Ida?", "When does Tom bake bread?");
        LabelledCandidates first = labelled.getFirst();
        assertThat(first.evidence()).containsExactly(0);
        assertThat(first.candidates().getFirst().text()).isEqualTo("My heron hatched.");
        assertThat(first.candidates().getFirst().title()).isEqualTo("Ida, 8 May 2023");
    }

    @Test
    void a_limit_takes_questions_evenly_and_data_without_evidence_is_refused() throws Exception {
        var systems = new LinkedHashMap<String, RetrievalSystem>();
        systems.put("lexical", RetrievalSystem.of(search));
        assertThat(evaluation.run(conversations(), systems, 1, null, message -> {}).questions()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> evaluation.run(List.of(), systems, 0, null, message -> {}));
    }

    @Test
    void measures_follow_their_definitions() {
        var ranking = new Ranking(1, 3, List.of(2, 7));
        assertThat(ranking.recall(1)).isZero();
        assertThat(ranking.recall(5)).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(ranking.hit(5)).isEqualTo(1);
        assertThat(ranking.reciprocalRank()).isEqualTo(0.5);
        double ideal = 1 + 1 / (Math.log(3) / Math.log(2)) + 0.5;
        assertThat(ranking.ndcg(10)).isCloseTo((1 / (Math.log(3) / Math.log(2)) + 1 / 3.0) / ideal, within(1e-9));
        assertThat(new Ranking(1, 1, List.of()).reciprocalRank()).isZero();
    }

    @Test
    void intervals_hold_the_mean_and_are_the_same_each_time() {
        var rankings = IntStream.range(0, 200).mapToObj(i -> new Ranking(4, 1, i % 3 == 0 ? List.of(1) : List.of())).toList();
        double[] interval = Measure.intervals(rankings).get("recall@1");
        assertThat(interval[0]).isBetween(0.2, 1 / 3.0);
        assertThat(interval[1]).isBetween(1 / 3.0, 0.45);
        assertThat(interval).isEqualTo(Measure.intervals(rankings).get("recall@1"));
    }
}
