package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.memory.document.Document;
import palimpsest.memory.ingest.FileIngestion;
import palimpsest.memory.testing.Library;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.text.UnicodeTexts;
import palimpsest.memory.text.WhitespaceTokenizer;

class PostgresPassageSearchTest {

    private final Library library = Library.plain();
    private final PassageSearch search = searching();

    private static PassageSearch searching() {
        var database = TestDatabase.shared();
        return new PostgresPassageSearch(database.jdbc(), database.transaction(), null, "none", SearchMode.LEXICAL);
    }

    /** One passage for each text. */
    private List<UUID> stored(String... texts) {
        return Arrays.stream(texts).map(text -> library.add(UUID.randomUUID() + ".txt", text).id()).toList();
    }

    private List<PassageHit> find(List<UUID> documents, String... keywords) {
        return search.search(new SearchQuery(library.tenant, documents, List.of(keywords), String.join(" ", keywords), 50));
    }

    private List<Integer> found(List<UUID> documents, String... keywords) {
        return find(documents, keywords).stream().map(hit -> documents.indexOf(hit.documentId())).toList();
    }

    @Example
    void any_keyword_may_match_in_any_form_of_the_word() {
        var documents = stored("The cat was running home.", "A dog sleeps.", "Nothing of the kind.");
        assertThat(found(documents, "run", "dogs")).containsExactlyInAnyOrder(0, 1);
    }

    @Example
    void rare_words_and_repeated_words_come_first() {
        var documents = stored("tea and coffee", "coffee and coffee", "coffee and milk", "tea and milk and honey");
        assertThat(found(documents, "tea", "coffee").getFirst()).isZero();
        assertThat(found(documents, "coffee")).startsWith(1);
        List<PassageHit> hits = find(documents, "coffee", "tea");
        assertThat(hits).extracting(PassageHit::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(hits).allSatisfy(hit -> {
            assertThat(hit.score()).isEqualTo(hit.lexical()).isPositive();
            assertThat(hit.dense()).isNaN();
        });
    }

    @Example
    void a_phrase_wants_its_words_close_in_either_order() {
        var documents = stored("the blue mountain", "mountain, the blue", "a blue sky over some very high mountain", "blue x y mountain", "green hill");
        assertThat(found(documents, "blue mountain")).containsExactly(0, 3, 1);
    }

    @Example
    void stop_words_keep_their_place_in_a_phrase() {
        var documents = stored("University of California", "a university far from anything in sunny warm California");
        assertThat(found(documents, "university of california")).containsExactly(0);
        assertThat(found(documents, "the", "of and")).isEmpty();
        assertThat(found(documents, "the", "sunny")).containsExactly(1);
    }

    @Example
    void when_no_phrase_matches_its_words_are_looked_for() {
        var documents = stored("adoption is a long way", "an adoption agency far away in another town, with a meeting", "a meeting", "nothing");
        assertThat(found(documents, "adoption agency meeting")).containsExactlyInAnyOrder(1, 0, 2).startsWith(1);
    }

    @Example
    void chinese_and_japanese_are_found_by_parts_of_a_run() {
        var documents = stored("我去年在北京买了一辆自行车。", "上海的天气很好。", "京北大学", "東京タワーに行きました");
        assertThat(found(documents, "北京").getFirst()).isZero();
        assertThat(found(documents, "自行车")).containsExactly(0);
        assertThat(found(documents, "東京")).containsExactly(3);
        assertThat(find(documents, "自行车").getFirst().highlights().getFirst()).contains("<em>自</em><em>行</em><em>车</em>");
    }

    @Example
    void numbers_names_and_addresses_are_found_by_their_parts() {
        var documents = stored("On 2023-05-07 we wrote to anna@example.org about snake_case and v1.5.", "unrelated");
        for (String keyword : List.of("05", "example", "anna@example.org", "snake_case", "case", "2023-05-07", "1.5")) {
            assertThat(found(documents, keyword)).as(keyword).containsExactly(0);
        }
    }

    @Example
    void highlights_show_the_matches() {
        var documents = stored("First a line.\nThen we were running up the hill, happily.");
        assertThat(find(documents, "run").getFirst().highlights())
                .containsExactly("First a line.\nThen we were <em>running</em> up the hill, happily.");
    }

    @Example
    void only_the_documents_asked_for_are_searched() {
        var documents = stored("apple one", "apple two");
        assertThat(find(documents.subList(1, 2), "apple")).extracting(PassageHit::documentId).containsExactly(documents.get(1));
        assertThat(find(List.of(), "apple")).isEmpty();
        assertThat(find(List.of(UUID.randomUUID()), "apple")).isEmpty();
        var stranger = new SearchQuery(Library.plain().tenant, documents, List.of("apple"), "apple", 10);
        assertThat(search.search(stranger)).isEmpty();
        library.documents.delete(library.tenant, documents.get(0));
        assertThat(find(documents, "apple")).extracting(PassageHit::documentId).containsExactly(documents.get(1));
    }

    @Example
    void a_hit_says_where_its_passage_stands() {
        Document document = library.add("long.txt", "Filler sentence number one goes here. ".repeat(60) + "A zebra 😀 appears. "
                + "More filler to end with. ".repeat(60));
        PassageHit hit = find(List.of(document.id()), "zebra").getFirst();
        assertThat(library.documents.text(library.tenant, document.id(), hit.start(), hit.end())).contains("A zebra 😀 appears.");
        assertThat(hit.passage()).isPositive();
    }

    @Example
    void ties_stand_in_the_order_of_the_documents() {
        var documents = new ArrayList<>(stored("equal words", "equal words", "equal words"));
        assertThat(found(documents, "equal")).containsExactly(0, 1, 2);
        java.util.Collections.reverse(documents);
        assertThat(found(documents, "equal")).containsExactly(0, 1, 2);
    }

    @Example
    void a_limit_out_of_range_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> search.search(new SearchQuery("t", List.of(), List.of(), "", 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> search.search(new SearchQuery("t", List.of(), List.of(), "", 501)));
    }

    @Example
    void another_configuration_keeps_every_word() {
        var simple = new Library(TestDatabase.shared(), "none", new WhitespaceTokenizer(), new FileIngestion.Settings(10_000, 10, "simple"));
        UUID document = simple.add("a.txt", "the running").id();
        PassageSearch simpleSearch = searching();
        assertThat(simpleSearch.search(new SearchQuery(simple.tenant, List.of(document), List.of("the"), "the", 5))).hasSize(1);
        assertThat(simpleSearch.search(new SearchQuery(simple.tenant, List.of(document), List.of("run"), "run", 5))).isEmpty();
    }

    @Provide
    Arbitrary<List<String>> anyKeywords() {
        Arbitrary<String> nasty = Arbitraries.of("'", "''", "\\", "\\'", "a' | 'b", "<->", "a <2> b", "!", "&", "|", "(", ")", ":*", "a:*", "a:AB", "\"",
                "\0", "a\0b", "$1", "?", ":name", "%", ";", "--", "/*", "*/", "{}", "\ud83d", "\uFFFF", "the", "of the", "", " ", "😀", "https://x.y/z?a=b",
                "x".repeat(5000), "word ".repeat(3000), "漢".repeat(3000), "'); drop table document; --", "1e999", "-5", "\u202e");
        return Arbitraries.oneOf(nasty, UnicodeTexts.any(), Arbitraries.strings().ofMaxLength(30)).list().ofMaxSize(8);
    }

    @Property(tries = 150)
    void any_text_may_be_searched_for(@ForAll("anyKeywords") List<String> keywords) {
        var documents = stored("It's a 'quoted' \\ backslash & the rest; 漢字 😀 word x");
        List<PassageHit> hits = search.search(new SearchQuery(library.tenant, documents, keywords, String.join(" ", keywords), 10));
        assertThat(hits.size()).isBetween(0, 1);
    }

    @Property(tries = 60)
    void a_text_is_found_by_its_own_words(@ForAll("ownTexts") String text) {
        UUID document = library.add(UUID.randomUUID() + ".txt", "quagga\n" + text).id();
        List<String> words = SearchWords.locate(text).stream().map(w -> text.substring(w.start(), w.end())).filter(w -> w.matches("[a-z]{4,}")).limit(5).toList();
        for (String word : words) {
            assertThat(search.search(new SearchQuery(library.tenant, List.of(document), List.of(word), word, 5))).as(word).isNotEmpty();
        }
    }

    @Property(tries = 60)
    void highlights_mark_the_word_itself_in_any_text(@ForAll("ownTexts") String text) {
        UUID document = library.add(UUID.randomUUID() + ".txt", "Text: " + text + " zebra " + text.substring(0, Math.min(60, text.length() / 2)) + " zebra").id();
        List<PassageHit> hits = search.search(new SearchQuery(library.tenant, List.of(document), List.of("zebra"), "zebra", 5));
        assertThat(hits).isNotEmpty().allSatisfy(hit -> assertThat(String.join(" ", hit.highlights())).contains("<em>zebra</em>")
                .doesNotContainPattern("<em>(?!zebra</em>)"));
    }

    @Provide
    Arbitrary<String> ownTexts() {
        return UnicodeTexts.longOnes();
    }
}
