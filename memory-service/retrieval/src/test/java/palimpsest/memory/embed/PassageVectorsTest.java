package palimpsest.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.database.PlannerStatistics;
import palimpsest.memory.document.Document;
import palimpsest.memory.testing.Library;
import palimpsest.memory.testing.TestDatabase;

/** What is looked at for one more document does not depend on how many there are. */
@ExtendWith(TestDatabase.Injected.class)
class PassageVectorsTest {

    private static final int STORED = 2000;

    private final TestDatabase database;
    private final Library library;
    private final String model = "vectors-" + UUID.randomUUID();
    private final PassageVectors vectors;

    PassageVectorsTest(TestDatabase database) {
        this.database = database;
        this.library = Library.of(model);
        // passages of all tenants are looked at: each test has them to itself, however many documents other tests added just now
        database.jdbc().sql("update document set deleted_at = coalesce(deleted_at, now()), created_at = now() - interval '2 days'").update();
        this.vectors = new PassageVectors(database.jdbc(), VectorModels.single(model));
    }

    /** One document of many passages, all embedded, read a day ago. */
    @BeforeEach
    void hasReadMuch() {
        Document old = library.add("old.txt", "An old text.");
        database.jdbc().sql("""
                insert into passage (document_id, tenant, seq, char_start, char_end, token_start, token_end, text, lexemes, words)
                select :document, :tenant, n, n, n + 1, n, n + 1, 'word ' || n, to_tsvector('simple', 'word ' || n), 2 from generate_series(100, :last) n
                """).param("document", old.id()).param("tenant", library.tenant).param("last", 99 + STORED).update();
        database.jdbc().sql("update document set created_at = now() - interval '1 day', passages = :all where id = :document").param("all", STORED + 1).param("document", old.id()).update();
        database.jdbc().sql("""
                insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                select id, :model, document_id, tenant, 2, '[1,0]' from passage where document_id = :document
                """).param("model", model).param("document", old.id()).update();
        PlannerStatistics.ofAll(database.jdbc()).collect();
    }

    /** With a plan for whatever it is asked, as a server keeps one for a statement that is sent again and again. */
    private long rowsReadBy(Runnable look) {
        return database.transaction().execute(status -> {
            database.jdbc().sql("select set_config('plan_cache_mode', 'force_generic_plan', true)").query().listOfRows();
            long before = rowsRead();
            look.run();
            return rowsRead() - before;
        });
    }

    private long rowsRead() {
        return database.jdbc().sql("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables where relname in ('document', 'passage', 'passage_embedding')")
                .query(Long.class).single();
    }

    @Test
    void what_one_more_document_lacks_is_found_without_reading_all_there_was() {
        Instant since = Instant.now().minus(Duration.ofHours(1));
        Document added = library.add("new.txt", "A new text of the harbour.");
        assertThat(rowsReadBy(() -> {
            List<PassageVectors.Missing> missing = vectors.missing(since, vectors.before(since).orElseThrow(), 16);
            assertThat(missing).extracting(PassageVectors.Missing::text).singleElement().asString().contains("A new text of the harbour.");
        })).isLessThan(STORED / 10);
        assertThat(added.passages()).isOne();
    }

    @Test
    void passages_of_a_document_that_is_deleted_lack_nothing() {
        Instant since = Instant.now().minus(Duration.ofHours(1));
        Document added = library.add("gone.txt", "A text that is gone.");
        assertThat(vectors.missing(since, 0, 16)).isNotEmpty();
        database.jdbc().sql("update document set deleted_at = now() where id = :id").param("id", added.id()).update();
        assertThat(vectors.missing(since, 0, 16)).isEmpty();
    }
}
