package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.document.Document;
import palimpsest.memory.embed.EmbeddingProgress;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.embed.NearestIndex;
import palimpsest.memory.embed.VectorModels;
import palimpsest.memory.ingest.SessionTurn;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.testing.Library;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.text.WhitespaceTokenizer;

@ExtendWith(TestDatabase.Injected.class)
class DenseSearchTest {

    private final TestDatabase database;
    private final String model = "dense-" + UUID.randomUUID();
    private final Library library = Library.of(model);

    DenseSearchTest(TestDatabase database) {
        this.database = database;
    }

    /** Embeds every query as the vector given. */
    private record Fixed(float[] vector) implements EmbeddingService {
        @Override public void wake() {}
        @Override public EmbeddingProgress progress(String tenant) { throw new UnsupportedOperationException(); }
        @Override public EmbeddingProgress progress(String tenant, Collection<UUID> ids) { throw new UnsupportedOperationException(); }
        @Override public boolean await(String tenant, Collection<UUID> ids, Duration atMost) { throw new UnsupportedOperationException(); }
        @Override public float[] embedQuery(String text) {
            if (vector == null) {
                throw new IllegalStateException("no model today");
            }
            return vector;
        }
        @Override public void close() {}
    }

    private UUID embedded(String text, String vector) {
        Document document = library.add(UUID.randomUUID() + ".txt", text);
        database.jdbc().sql("""
                insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                select id, ?, document_id, tenant, vector_dims(cast(? as vector)), cast(? as vector) from passage where document_id = ?""")
                .params(model, vector, vector, document.id()).update();
        return document.id();
    }

    private void embedAll(String vector) {
        database.jdbc().sql("""
                insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                select id, ?, document_id, tenant, vector_dims(cast(? as vector)), cast(? as vector) from passage where tenant = ?""")
                .params(model, vector, vector, library.tenant).update();
    }

    private List<PassageHit> search(SearchMode mode, float[] query, List<UUID> documents, String keyword) {
        return new PostgresPassageSearch(database.jdbc(), database.transaction(), new Fixed(query), model, mode)
                .search(new SearchQuery(library.tenant, documents, List.of(keyword), keyword, 10));
    }

    @Test
    void the_nearest_come_first_whatever_their_words() {
        UUID far = embedded("a lighthouse", "[0,1,0]");
        UUID near = embedded("the sea", "[1,0.1,0]");
        List<PassageHit> hits = search(SearchMode.DENSE, new float[] {1, 0, 0}, List.of(far, near), "lighthouse");
        assertThat(hits).extracting(PassageHit::documentId).containsExactly(near, far);
        assertThat(hits.getFirst().dense()).isBetween(0.99, 1.0);
        assertThat(hits.getFirst().score()).isEqualTo(hits.getFirst().dense());
        assertThat(hits.get(1).highlights()).containsExactly("a <em>lighthouse</em>");
    }

    @Test
    void hybrid_prefers_a_passage_with_parts_of_the_words() {
        UUID other = embedded("The river has a keeper of eels.", "[1,0,0]");
        UUID compound = embedded("A riverkeepership was founded.", "[1,0,0]");
        List<PassageHit> hits = search(SearchMode.HYBRID, new float[] {1, 0, 0}, List.of(other, compound), "riverkeepers");
        assertThat(hits).extracting(PassageHit::documentId).containsExactly(compound, other);
        assertThat(hits).extracting(PassageHit::lexical).containsOnly(0.0);
    }

    @Test
    void hybrid_finds_by_either_and_prefers_both() {
        UUID words = embedded("a lighthouse", "[0,1,0]");
        UUID both = embedded("one lighthouse keeper with quite some more words around it", "[1,0,0]");
        UUID meaning = embedded("the beacon", "[0.9,0.1,0]");
        UUID neither = library.add("n.txt", "nothing").id();
        List<PassageHit> hits = search(SearchMode.HYBRID, new float[] {1, 0, 0}, List.of(words, both, meaning, neither), "lighthouse");
        assertThat(hits).extracting(PassageHit::documentId).startsWith(both).contains(words, meaning).doesNotContain(neither);
        PassageHit byMeaning = hits.stream().filter(hit -> hit.documentId().equals(meaning)).findFirst().orElseThrow();
        assertThat(byMeaning.lexical()).isZero();
        assertThat(byMeaning.highlights()).containsExactly("the beacon");
    }

    @Test
    void of_turns_that_fit_alike_the_one_told_by_who_is_named_comes_first_and_the_one_that_asks_last() {
        var ingestion = new TurnIngestion(database.jdbc(), database.transaction(), library.documents, new WhitespaceTokenizer(), "english", () -> {});
        UUID id = ingestion.add(library.tenant, "talk", List.of(new SessionTurn("Mira", null, "1", "Was the harbour cold at night?"), new SessionTurn("Joss", null, "2", "The harbour was cold at night."),
                new SessionTurn("Mira", null, "3", "The harbour was cold at night."))).getFirst().documentId();
        embedAll("[1,0,0]");
        List<PassageHit> hits = new PostgresPassageSearch(database.jdbc(), database.transaction(), new Fixed(new float[] {1, 0, 0}), model, SearchMode.HYBRID)
                .search(SearchQuery.of(library.tenant, List.of(id), "What did Joss say about the cold harbour?", 10));
        assertThat(hits).extracting(PassageHit::speaker).containsExactly("Joss", "Mira", "Mira");
        assertThat(hits.getLast().text()).endsWith("?");
    }

    @Test
    void words_alone_answer_while_nothing_is_embedded_or_the_query_cannot_be() {
        UUID plain = library.add("plain.txt", "a lighthouse").id();
        for (SearchMode mode : SearchMode.values()) {
            assertThat(search(mode, new float[] {1, 0, 0}, List.of(plain), "lighthouse")).singleElement()
                    .satisfies(hit -> assertThat(hit.score()).isEqualTo(hit.lexical()));
        }
        UUID known = embedded("another lighthouse", "[1,0,0]");
        assertThat(search(SearchMode.HYBRID, null, List.of(plain, known), "lighthouse")).hasSize(2)
                .allSatisfy(hit -> assertThat(hit.dense()).isNaN());
    }

    @Test
    void the_index_finds_what_comparing_all_finds() {
        var random = new Random(5);
        Document document = library.add("many.txt", "A sentence about this and that, of no importance. ".repeat(4000));
        Document small = library.add("small.txt", "A sentence about this and that, of no importance. ".repeat(100));
        List<Long> ids = database.jdbc().sql("select id from passage where tenant = ? order by id").param(library.tenant).query(Long.class).list();
        assertThat(ids).hasSizeGreaterThan(200);
        for (int from = 0; from < ids.size(); from += 100) {
            List<Long> batch = ids.subList(from, Math.min(ids.size(), from + 100));
            database.jdbc().sql("""
                    insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                    select p.id, ?, p.document_id, p.tenant, 384, cast(n.v as vector)
                    from unnest(cast(? as bigint[]), cast(? as text[])) as n (id, v) join passage p on p.id = n.id""")
                    .params(model, batch.toArray(Long[]::new), batch.stream().map(id -> vector(random)).toArray(String[]::new)).update();
        }
        assertThat(new NearestIndex(database.jdbc(), ids.size() - 1).buildIfNeeded(384, 0)).isTrue();
        float[] query = new float[384];
        for (int i = 0; i < query.length; i++) {
            query[i] = (float) random.nextGaussian();
        }
        var indexed = new CandidateSearch(database.jdbc(), database.transaction(), 0);
        var exact = new CandidateSearch(database.jdbc(), database.transaction());
        var scope = scope(document.id(), small.id());
        var wanted = near(exact, scope, query, 20);
        var found = near(indexed, scope, query, 20);
        assertThat(found).hasSize(20);
        assertThat(found.stream().filter(wanted::contains).count()).isGreaterThanOrEqualTo(15);
        // a small part of what is indexed is searched whole
        var part = scope(small.id());
        assertThat(near(indexed, part, query, 500)).isEqualTo(near(exact, part, query, 500)).hasSize((int) part.embedded());
    }

    private SearchScope scope(UUID... documents) {
        return SearchScope.of(database.jdbc(), new SearchQuery(library.tenant, List.of(documents), List.of(), "", 10), VectorModels.single(model));
    }

    private static Set<Long> near(CandidateSearch search, SearchScope scope, float[] query, int limit) {
        return search.find(scope, new QueryPlan(Map.of(), Map.of()), 0, query, SearchFilter.NONE, limit).stream()
                .map(candidate -> candidate.place().id()).collect(Collectors.toSet());
    }

    private static String vector(Random random) {
        var vector = new StringBuilder("[");
        for (int i = 0; i < 384; i++) {
            vector.append(i == 0 ? "" : ",").append((float) random.nextGaussian());
        }
        return vector.append("]").toString();
    }

    @Test
    void a_query_is_compared_with_the_texts_of_its_own_model_and_others_are_neither_near_nor_far() {
        var models = new VectorModels(model, model + "-zh");
        UUID far = embedded("灯塔在港口北边。", "[0,1]");
        UUID near = embedded("周文管理码头。", "[1,0.1]");
        UUID english = embedded("Zhou Wen runs the harbour.", "[1,0,0]");
        library.database.jdbc().sql("update passage_embedding set model = ? where model = ? and dimensions = 2").params(model + "-zh", model).update();
        var scope = List.of(far, near, english);

        var chinese = new PostgresPassageSearch(database.jdbc(), database.transaction(), new Fixed(new float[] {1, 0}), models, SearchMode.HYBRID)
                .search(new SearchQuery(library.tenant, scope, List.of("港务长"), "谁是港务长？", 10));
        assertThat(chinese).extracting(PassageHit::documentId).containsExactly(near, far);
        var words = new PostgresPassageSearch(database.jdbc(), database.transaction(), new Fixed(new float[] {1, 0, 0}), models, SearchMode.HYBRID)
                .search(new SearchQuery(library.tenant, List.of(far, near), List.of("周文"), "Who is 周文 at the harbour?", 10));
        assertThat(words).as("nothing in the question's language is embedded: words decide").first().extracting(PassageHit::documentId).isEqualTo(near);
        assertThat(words.getFirst().dense()).isNaN();
    }
}
