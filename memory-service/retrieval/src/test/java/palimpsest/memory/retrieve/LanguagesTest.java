package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.ingest.FileIngestion;
import palimpsest.memory.testing.Library;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.text.WhitespaceTokenizer;

/** Documents of several languages in one search. */
class LanguagesTest {

    private final Library library = new Library(TestDatabase.shared(), "none", new WhitespaceTokenizer(),
            new FileIngestion.Settings(100_000, 10, "auto"));
    private final PassageSearch search = new PostgresPassageSearch(library.database.jdbc(), library.database.transaction(), null, "none",
            SearchMode.LEXICAL);

    private UUID add(String text) {
        return library.add(UUID.randomUUID() + ".txt", text).id();
    }

    private String config(UUID document) {
        return library.database.jdbc().sql("select text_config from document where id = ?").param(document).query(String.class).single();
    }

    @Test
    void each_document_is_indexed_in_its_own_language_and_all_are_found_by_one_query() {
        UUID german = add("Die Häuser in der Straße sind alt, und sie werden von niemandem mehr bewohnt.");
        UUID english = add("The houses of the street are old and nobody has been living in them for years.");
        UUID french = add("Les maisons de la rue sont vieilles et personne ne les habite plus depuis des années.");
        UUID chinese = add("街上的房子很旧。");
        assertThat(List.of(german, english, french, chinese)).extracting(this::config).containsExactly("german", "english", "french", "english");
        assertThat(search.search(SearchQuery.of(library.tenant, null, "Haus living maison 房子", 10))).extracting(PassageHit::documentId)
                .containsExactlyInAnyOrder(german, english, french, chinese);
        // a stop word of one language is none in another
        assertThat(search.search(SearchQuery.of(library.tenant, List.of(german, english), "die", 10))).isEmpty();
    }
}
