package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import palimpsest.memory.embed.NearestIndex;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.retrieve.SearchWords;

/** Of a subject with many records not all are looked at, and what is found is the same. */
@Tag("slow")
class ManyRecordsTest {

    private final Remembering here = Remembering.everything();
    private final RecordStore records = new RecordStore(here.database.jdbc(), "english");
    private final RecordSearch all = new RecordSearch(here.database.jdbc(), records, "english", null, false, null, RecordSearch.FEW);
    private final RecordSearch some = new RecordSearch(here.database.jdbc(), records, "english", null, false, null, 5);

    @BeforeEach
    void remember() {
        here.memory.remember(here.tenant, "ann", "c1", IntStream.range(0, 150).mapToObj(i -> new NumberedTurn(i, new Turn("Ann", null,
                "On trip " + i + " I met colleague" + i * 7 + " for lunch and told him about project" + i % 30 + "."))).toList());
        here.say("c1", 900, "Ann", "Mr O'Brien's path is C:\\maps & he said: it's done!");
        NearestIndex.ofRecords(here.database.jdbc(), 3).buildIfNeeded(384, 151);
    }

    private List<Recall.Found> found(RecordSearch search, String query, boolean meaning) {
        Recall recall = Recall.now("ann", query, 10);
        float[] vector = meaning ? Words.embedder().query(query) : null;
        return here.database.transaction().execute(status -> search.found(here.tenant, recall, vector, Words.embedder().id(), here.clock.instant()).found());
    }

    @Test
    void the_best_by_rare_words_and_by_meaning_are_the_same_as_of_all() {
        for (String query : List.of("Who was colleague77?", "lunch about project12", "What is O'Brien's path C:\\maps?")) {
            for (boolean meaning : new boolean[] {true, false}) {
                List<Recall.Found> expected = found(all, query, meaning);
                assertThat(found(some, query, meaning).getFirst().record().text()).as(query).isEqualTo(expected.getFirst().record().text());
            }
        }
    }

    @Test
    void words_that_nearly_all_records_have_still_find_some_and_words_that_none_has_find_none() {
        assertThat(found(some, "lunch", false)).isNotEmpty();
        assertThat(found(some, "xylophone", false)).isEmpty();
        assertThat(found(some, "?!", false)).isEmpty();
        assertThat(found(some, "xylophone", true)).as("the nearest, however far").isNotEmpty();
    }

    @Test
    void of_many_records_those_with_two_of_the_words_are_found_where_all_words_are_common() {
        here.memory.remember(here.tenant, "ann", "c2", IntStream.range(0, 300).mapToObj(i -> new NumberedTurn(i, new Turn("Ann", null,
                (i % 2 == 0 ? "A quiet evening at the harbour, number " : "My guitar needs care, number ") + i + "."))).toList());
        here.say("c2", 900, "Ann", "I played guitar at the harbour.");
        assertThat(found(some, "guitar harbour", false).getFirst().record().text()).isEqualTo("I played guitar at the harbour.");
    }

    @Test
    void what_only_a_word_led_to_counts_by_its_meaning_too() {
        List<Recall.Found> found = found(some, "Who was colleague77 again?", true);
        assertThat(found).filteredOn(one -> one.record().text().contains("colleague77 ")).singleElement().satisfies(one -> assertThat(one.dense()).isNotNaN());
        assertThat(found).as("and the nearest by the words that they share").filteredOn(one -> one.lexical() > 0).isNotEmpty();
    }

    @Test
    void a_fact_is_found_among_thousands_that_share_each_of_its_words() {
        here.database.jdbc().sql("""
                insert into memory_record (id, tenant, subject, kind, text, text_key, standing, confidence, valid_from, learned_at, times, lexemes, words)
                select gen_random_uuid(), :tenant, 'kim', 'UTTERANCE', said.text, said.text, 'STATED', 1, :then, cast(:then as timestamptz) + n * interval '1 s', '[]', to_tsvector('english', said.text), 8
                from (select n, (cast('{spare,key,boathouse,blue,barrel,garden,kitchen}' as text[]))[1 + n % 7] || ' number ' || n || ' and '
                                || (cast('{rain,music,bread,lamp,ladder}' as text[]))[1 + n % 5] || ' were spoken of' as text from generate_series(1, 20000) n) said
                """).param("tenant", here.tenant).param("then", java.sql.Timestamp.from(here.clock.instant().minusSeconds(100_000))).update();
        here.memory.remember(here.tenant, "kim", "c1", List.of(new NumberedTurn(1, new Turn("Kim", null, "The spare key of the boathouse lies under the blue barrel."))));
        Recall recall = Recall.now("kim", "Where is the spare key of the boathouse?", 10);
        for (float[] vector : new float[][] {null, Words.embedder().query(recall.query())}) {
            List<Recall.Found> found = here.database.transaction().execute(status -> some.found(here.tenant, recall, vector, Words.embedder().id(), here.clock.instant()).found());
            assertThat(found.getFirst().record().text()).isEqualTo("The spare key of the boathouse lies under the blue barrel.");
        }
    }

    @Test
    void a_rare_word_is_looked_for_with_others_and_alone_and_two_common_ones_together_are_not() {
        var rarity = new WordRarity(300, 10, Map.of("say", 60, "ann", 150, "boat", 2));
        assertThat(rarity.chosen(List.of("ann", "boat", "say"))).as("of two common words together the index would read two long lists").containsExactly("'boat' & 'say'", "'boat' & 'ann'", "'boat'");
        assertThat(rarity.chosen(List.of("ann", "say", "o'neil"))).startsWith("'o''neil' & 'say'");
        assertThat(rarity.chosen(List.of("ann"))).as("the rarest, however common").containsExactly("'ann'");
        assertThat(rarity.chosen(List.of())).isEmpty();
    }

    @Test
    void how_rare_words_are_is_not_known_any_more_when_something_was_forgotten() {
        var rarities = new WordRarities(here.database.jdbc());
        WordRarity before = rarities.of(here.tenant, "ann", here.clock.instant());
        assertThat(before.idf("lunch")).isLessThan(before.idf("colleague77"));
        here.memory.forget(here.tenant, new Forget("ann", null, List.of(), null), "ann");
        assertThat(rarities.of(here.tenant, "ann", here.clock.instant().plusSeconds(60))).isSameAs(before);
        rarities.forget(here.tenant, "ann");
        assertThat(rarities.of(here.tenant, "ann", here.clock.instant()).holding()).isEmpty();
    }

    @Test
    void of_few_records_words_count_by_bm25() {
        List<String> texts = List.of("The boat beside that boat is mine.", "A boat came late in the evening, and nobody saw it leave again.", "Otto sings.");
        for (int i = 0; i < texts.size(); i++) {
            here.memory.remember(here.tenant, "eve", "c1", List.of(new NumberedTurn(i, new Turn("Eve", null, texts.get(i)))));
        }
        double length = texts.stream().mapToInt(text -> SearchWords.locate(text).size()).average().orElseThrow();
        double idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
        List<Recall.Found> found = here.database.transaction().execute(status -> all.found(here.tenant, Recall.now("eve", "boats", 10), null, null, here.clock.instant()).found());
        assertThat(found).extracting(one -> one.record().text()).containsExactly(texts.get(0), texts.get(1));
        for (int i = 0; i < 2; i++) {
            double tf = 2 - i;
            double words = SearchWords.locate(texts.get(i)).size();
            assertThat(found.get(i).lexical()).isCloseTo(idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * words / length)), within(1e-9));
        }
    }

    @Test
    void no_look_for_a_word_reads_what_was_remembered_since_the_last_vacuum() {
        assertThat(here.database.jdbc().sql("select gin_clean_pending_list('memory_record_lexemes')").query(Long.class).single()).as("pages of entries that wait").isZero();
    }

    @Test
    void another_subject_and_another_tenant_find_nothing_of_them() {
        Recall recall = Recall.now("bob", "colleague77", 10);
        float[] vector = Words.embedder().query("colleague77");
        assertThat(here.database.transaction().<List<Recall.Found>>execute(status -> some.found(here.tenant, recall, vector, "words", here.clock.instant()).found())).isEmpty();
        String other = here.database.newTenant();
        assertThat(here.database.transaction().<List<Recall.Found>>execute(status ->
                some.found(other, Recall.now("ann", "colleague77", 10), vector, "words", here.clock.instant()).found())).isEmpty();
    }
}
