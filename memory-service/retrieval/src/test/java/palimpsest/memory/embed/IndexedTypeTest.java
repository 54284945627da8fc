package palimpsest.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class IndexedTypeTest {

    private final TestDatabase database;
    private final JdbcClient jdbc;
    private final String tenant;
    private final boolean webAssembly;

    IndexedTypeTest(TestDatabase database) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.tenant = database.newTenant();
        this.webAssembly = jdbc.sql("select version()").query(String.class).single().contains("emcc");
    }

    private void segments(int width) {
        jdbc.sql("""
                insert into segment (tenant, collection, id, metadata, dimensions, embedding)
                select :tenant, cast(:width as text), cast(n as text), '{}', :width, cast(array(select sin(n * d) from generate_series(1, :width) d) as vector) from generate_series(1, 3) n
                """).param("tenant", tenant).param("width", width).update();
    }

    /** Of a search by this type, where reading all of so few would be quicker but is not allowed. */
    private String plan(String type, int width) {
        return database.transaction().execute(status -> {
            jdbc.sql("select set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)").query().listOfRows();
            return String.join("\n", jdbc.sql("""
                    explain select id from segment where dimensions = %2$d order by cast(embedding as %1$s) <=> (select cast(embedding as %1$s) from segment where dimensions = %2$d limit 1) limit 2
                    """.formatted(type, width)).query(String.class).list());
        });
    }

    @Test
    void an_index_is_made_over_what_the_database_is_quick_with_and_serves_a_search_by_that_type() {
        int width = 61;
        segments(width);
        String before = IndexedType.ofSegments(jdbc).of(width);

        assertThat(NearestIndex.ofSegments(jdbc, 2).buildIfNeeded(width, 3)).isTrue();

        assertThat(before).isEqualTo(webAssembly ? "vector(61)" : "halfvec(61)");
        assertThat(IndexedType.ofSegments(jdbc).of(width)).isEqualTo(before);
        assertThat(plan(before, width)).contains("segment_embedding_61");
    }

    /** As after a database was moved, with its indexes, to a server of another kind. */
    @Test
    void the_type_of_an_index_that_is_there_counts_whoever_made_it() {
        for (String type : List.of("vector", "halfvec")) {
            int width = type.equals("vector") ? 62 : 63;
            segments(width);
            jdbc.sql("create index segment_embedding_%2$d on segment using hnsw ((embedding::%1$s(%2$d)) %1$s_cosine_ops) where dimensions = %2$d".formatted(type, width)).update();

            String told = IndexedType.ofSegments(jdbc).of(width);

            assertThat(told).isEqualTo(type + "(" + width + ")");
            assertThat(plan(told, width)).contains("segment_embedding_" + width);
            assertThat(plan((type.equals("vector") ? "halfvec" : "vector") + "(" + width + ")", width)).as("by the other type").doesNotContain("segment_embedding_" + width);
        }
    }

    @Test
    void what_is_too_wide_for_an_index_over_vectors_has_one_over_halves() {
        assertThat(IndexedType.ofPassages(jdbc).of(2001)).isEqualTo("halfvec(2001)");
        assertThat(IndexedType.ofRecords(jdbc).of(4000)).isEqualTo("halfvec(4000)");
    }
}
