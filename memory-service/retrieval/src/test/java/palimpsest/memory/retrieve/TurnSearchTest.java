package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.ingest.SessionTurn;
import palimpsest.memory.ingest.TurnIngestion;
import palimpsest.memory.testing.Library;
import palimpsest.memory.text.WhitespaceTokenizer;

/** Conversations stored turn by turn, and found again. */
class TurnSearchTest {

    private static final Instant MAY = Instant.parse("2023-05-08T13:56:00Z");
    private static final Instant JUNE = Instant.parse("2023-06-09T10:00:00Z");

    private final Library library = Library.plain();
    private final TurnIngestion ingestion = new TurnIngestion(library.database.jdbc(), library.database.transaction(), library.documents,
            new WhitespaceTokenizer(), "english", () -> {});
    private final PassageSearch search = new PostgresPassageSearch(library.database.jdbc(), library.database.transaction(), null, "none",
            SearchMode.LEXICAL);

    private List<TurnIngestion.Stored> talk() {
        return ingestion.add(library.tenant, "c", List.of(
                new SessionTurn("Anna", MAY, "1", "Did you ever try pottery?"),
                new SessionTurn("Ben", MAY, "1", "Yes, I love it."),
                new SessionTurn("Anna", JUNE, "2", "We moved to Lisbon."),
                new SessionTurn("Ben", JUNE, "2", "Great, I love it.")));
    }

    private List<PassageHit> find(SearchFilter filter, String text) {
        var query = SearchQuery.of(library.tenant, null, text, 50);
        return search.search(new SearchQuery(query.tenant(), null, query.keywords(), text, filter, 0, 50));
    }

    @Test
    void a_turn_is_found_by_what_was_said_before_it_and_the_question_itself_comes_first() {
        talk();
        assertThat(find(SearchFilter.NONE, "pottery")).extracting(PassageHit::text).containsExactly("Did you ever try pottery?", "Yes, I love it.");
        assertThat(find(SearchFilter.NONE, "love pottery").getFirst().text()).isEqualTo("Yes, I love it.");
    }

    @Test
    void a_turn_comes_with_the_one_before_it_in_its_session() {
        talk();
        assertThat(find(SearchFilter.NONE, "love Lisbon pottery")).extracting(hit -> hit.candidate().text(), hit -> hit.candidate().before()).containsExactlyInAnyOrder(
                tuple("Did you ever try pottery?", ""), tuple("Yes, I love it.", "Anna: Did you ever try pottery?"),
                tuple("We moved to Lisbon.", ""), tuple("Great, I love it.", "Anna: We moved to Lisbon."));
    }

    @Test
    void context_does_not_cross_sessions_but_crosses_calls() {
        talk();
        ingestion.add(library.tenant, "c", List.of(new SessionTurn("Anna", JUNE, "2", "It is warm there.")));
        ingestion.add(library.tenant, "c", List.of(new SessionTurn("Anna", JUNE, "3", "Hello.")));
        assertThat(find(SearchFilter.NONE, "Lisbon")).extracting(PassageHit::text)
                .containsExactly("We moved to Lisbon.", "Great, I love it.", "It is warm there.");
        assertThat(ingestion.documents(library.tenant, "c")).hasSize(3);
    }

    @Test
    void turns_are_filtered_by_speaker_and_time_and_say_both() {
        talk();
        assertThat(find(SearchFilter.by("Ben"), "love Lisbon pottery")).extracting(PassageHit::speaker).containsOnly("Ben").hasSize(2);
        assertThat(find(new SearchFilter(List.of(), MAY.plusSeconds(1), null), "love")).singleElement().satisfies(hit -> {
            assertThat(hit.title()).isEqualTo("Ben, 9 June 2023");
            assertThat(hit.at()).isEqualTo(JUNE);
            assertThat(hit.highlights()).containsExactly("Ben: Great, I <em>love</em> it.");
        });
        assertThat(find(new SearchFilter(List.of(), null, JUNE), "love")).hasSize(1);
    }

    @Test
    void dates_and_names_find_turns_and_highlights_mark_the_turns_own_words_only() {
        talk();
        assertThat(find(SearchFilter.NONE, "May 2023 Ben").getFirst().text()).isEqualTo("Yes, I love it.");
        assertThat(find(SearchFilter.NONE, "pottery").get(1).highlights()).noneMatch(fragment -> fragment.contains("<em>"));
    }

    @Test
    void the_document_is_a_transcript_and_every_turn_stands_where_it_is_said_to() {
        List<TurnIngestion.Stored> stored = talk();
        assertThat(library.text(stored.getFirst().documentId())).isEqualTo("""
                [8 May 2023]
                Anna: Did you ever try pottery?
                Ben: Yes, I love it.

                [9 June 2023]
                Anna: We moved to Lisbon.
                Ben: Great, I love it.
                """);
        assertThat(stored).extracting(place -> library.documents.text(library.tenant, place.documentId(), place.start(), place.end()))
                .containsExactly("Did you ever try pottery?", "Yes, I love it.", "We moved to Lisbon.", "Great, I love it.");
    }

    @Test
    void the_same_turns_are_stored_once_and_other_times_are_other_turns() {
        assertThat(talk()).isEqualTo(talk());
        var ok = List.of(new SessionTurn("Anna", MAY, "9", "ok"));
        var later = List.of(new SessionTurn("Anna", MAY.plusSeconds(60), "9", "ok"));
        assertThat(ingestion.add(library.tenant, "d", ok)).isNotEqualTo(ingestion.add(library.tenant, "d", later));
        assertThatIllegalArgumentException().isThrownBy(() -> ingestion.add(library.tenant, "d", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionTurn(" ", null, "", "text"));
    }

    @Test
    void a_long_turn_becomes_several_passages_with_the_same_speaker() {
        ingestion.add(library.tenant, "long", List.of(new SessionTurn("Zoe", null, "", "A sentence about nothing much. ".repeat(200) + "quagga")));
        assertThat(find(SearchFilter.by("Zoe"), "sentence")).hasSizeGreaterThan(3);
        assertThat(find(SearchFilter.by("Zoe"), "quagga")).hasSize(1);
    }

    @Test
    void pages_partition_the_result() {
        var documents = new ArrayList<UUID>();
        for (int i = 0; i < 25; i++) {
            documents.add(library.add("d" + i + ".txt", "apple " + "filler ".repeat(i % 5)).id());
        }
        var query = SearchQuery.of(library.tenant, documents, "apple", 25);
        List<PassageHit> all = search.search(query);
        var paged = new ArrayList<PassageHit>();
        for (int offset = 0; offset < 30; offset += 7) {
            paged.addAll(search.search(query.page(offset, 7)));
        }
        assertThat(paged).isEqualTo(all).hasSize(25);
        assertThatIllegalArgumentException().isThrownBy(() -> search.search(query.page(-1, 5)));
    }

    @Test
    void a_question_is_its_words_and_quotation_marks_make_a_phrase() {
        assertThat(SearchQuery.of("t", null, "Who saw the \"blue mountain\" \"twice", 5).keywords())
                .containsExactly("Who", "saw", "the", "blue mountain", "twice");
    }
}
