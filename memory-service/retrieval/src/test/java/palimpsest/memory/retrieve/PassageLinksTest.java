package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.document.Document;
import palimpsest.memory.retrieve.PassageLinks.Linked;
import palimpsest.memory.retrieve.PassageLinks.Passage;
import palimpsest.memory.retrieve.PassageLinks.Use;
import palimpsest.memory.retrieve.PassageLinks.Used;
import palimpsest.memory.testing.Library;

class PassageLinksTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HALF_LIFE = Duration.ofDays(30);

    private final Library library = Library.plain();
    private final Document key = library.add("key.txt", "The brass key hangs on a nail.");
    private final Document cellar = library.add("cellar.txt", "Behind that door the wine is kept.");
    private final Document other = library.add("other.txt", "Nobody reads this.");

    private PassageLinks at(Instant time) {
        return new PassageLinks(library.database.jdbc(), Clock.fixed(time, ZoneOffset.UTC), HALF_LIFE);
    }

    private static Used all(Document document) {
        return new Used(document.id(), 0, document.characters());
    }

    private List<Linked> from(Instant time, Document document) {
        return at(time).from(library.tenant, List.of(new Passage(document.id(), 0)), null);
    }

    @Test
    void what_was_only_read_together_counts_less_until_an_answer_cites_it() {
        UUID run = UUID.randomUUID();
        at(NOW).record(library.tenant, run, Use.READ, List.of(all(key), all(cellar)));
        assertThat(from(NOW, key).getFirst().strength()).isCloseTo(0.25 / 1.25, within(1e-6));
        at(NOW).record(library.tenant, run, Use.CITED, List.of(all(key), all(cellar)));
        at(NOW).record(library.tenant, run, Use.READ, List.of(all(key), all(cellar)));
        assertThat(from(NOW, key).getFirst().strength()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void what_was_used_together_is_linked_both_ways_more_with_each_use_and_less_with_time() {
        UUID run = UUID.randomUUID();
        at(NOW).record(library.tenant, run, Use.CITED, List.of(all(key), all(cellar)));
        at(NOW).record(library.tenant, run, Use.CITED, List.of(all(key), all(cellar)));
        assertThat(from(NOW, key)).singleElement().satisfies(link -> {
            assertThat(link.passage().documentId()).isEqualTo(cellar.id());
            assertThat(link.strength()).isCloseTo(0.5, within(1e-6));
        });
        assertThat(from(NOW, cellar).getFirst().passage().documentId()).isEqualTo(key.id());
        assertThat(from(NOW.plus(HALF_LIFE), key).getFirst().strength()).isCloseTo(0.5 / 1.5, within(1e-6));
        at(NOW.plus(HALF_LIFE)).record(library.tenant, UUID.randomUUID(), Use.CITED, List.of(all(cellar), all(key)));
        assertThat(from(NOW.plus(HALF_LIFE), key).getFirst().strength()).isCloseTo(1.5 / 2.5, within(1e-6));
        assertThat(from(NOW, other)).isEmpty();
        assertThat(at(NOW).from("somebody else", List.of(new Passage(key.id(), 0)), null)).isEmpty();
    }

    @Test
    void passages_that_follow_one_another_are_linked_without_any_use() {
        Document long1 = library.add("long.txt", "A sentence of no importance at all. ".repeat(100));
        List<Linked> linked = at(NOW).from(library.tenant, List.of(new Passage(long1.id(), 1)), null);
        assertThat(linked).extracting(link -> link.passage().seq()).containsExactly(0, 2);
        assertThat(linked).extracting(Linked::strength).containsOnly(0.2);
    }

    @Test
    void search_finds_what_was_used_with_a_hit_though_it_shares_no_word() {
        var plain = new PostgresPassageSearch(library.database.jdbc(), library.database.transaction(), null, "none", SearchMode.LEXICAL);
        var search = new AssociativePassageSearch(plain, at(NOW));
        var query = SearchQuery.of(library.tenant, null, "brass key", 10);
        assertThat(search.search(query)).extracting(PassageHit::documentId).containsExactly(key.id());
        at(NOW).record(library.tenant, UUID.randomUUID(), Use.CITED, List.of(all(key), all(cellar)));
        assertThat(search.search(query)).extracting(PassageHit::documentId).containsExactly(key.id(), cellar.id());
        assertThat(search.search(query.page(1, 5))).extracting(PassageHit::text).containsExactly("Behind that door the wine is kept.");
        library.documents.delete(library.tenant, cellar.id());
        assertThat(search.search(query)).hasSize(1);
    }
}
