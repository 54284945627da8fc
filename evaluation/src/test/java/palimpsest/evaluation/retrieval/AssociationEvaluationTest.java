package palimpsest.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import palimpsest.memory.retrieve.AssociativePassageSearch;
import palimpsest.memory.retrieve.PassageLinks;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.testing.Library;

/** A small house; {@code ./palimpsest eval association} measures a larger one. */
@Tag("slow")
class AssociationEvaluationTest {

    @Test
    void what_was_met_together_is_found_together_without_a_shared_word_and_not_after_time_was_shuffled() {
        Library library = Library.plain();
        var links = new PassageLinks(library.database.jdbc(), Clock.systemUTC(), Duration.ofDays(30));
        var words = new PostgresPassageSearch(library.database.jdbc(), library.database.transaction(), null, "none", SearchMode.LEXICAL);
        var figures = new AssociationEvaluation(library.database.jdbc(), library.database.transaction(), library.ingestion, links)
                .run(new AssociativePassageSearch(words, links), words, 12, 60, line -> {});
        assertThat(figures.precisionAt1()).isGreaterThan(0.9);
        assertThat(figures.acrossRooms()).isGreaterThan(0.4);
        assertThat(figures.without()).isZero();
        assertThat(figures.shuffled()).isLessThan(figures.acrossRooms() / 2);
        assertThat(library.database.jdbc().sql("select count(*) from passage_link where tenant like 'evaluation-%'").query(Long.class).single()).isZero();
    }
}
