package palimpsest.memory.verified;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.document.Document;
import palimpsest.memory.testing.Library;

class VerifiedMemoryTest {

    private static final String QUOTE = "A ferry leaves at nine.";

    private final Library library = Library.plain();
    private final VerifiedStore store = new PostgresVerifiedStore(library.database.jdbc(), library.database.transaction());
    private final List<String> rechecked = new ArrayList<>();
    private final VerifiedMemory memory = new VerifiedMemory(store, library.documents, (item, document, text) -> {
        rechecked.add(item.content());
        int at = text.indexOf(item.source().quote());
        return at < 0 ? Optional.empty() : Optional.of(Source.in(document, at, at + item.source().quote().length(), item.source().quote()));
    });
    private final MemoryOwner owner = MemoryOwner.agent(UUID.randomUUID());

    private VerifiedItem keep(Document document, String content) {
        int at = library.text(document.id()).indexOf(QUOTE);
        return memory.keep(library.tenant, owner, MemoryType.KNOWLEDGE, content, Source.in(document, at, at + QUOTE.length(), QUOTE), "quote");
    }

    @Test
    void what_was_kept_is_given_out_without_a_new_check_while_its_source_is_unchanged() {
        VerifiedItem kept = keep(library.add("ferry.txt", "Timetable. " + QUOTE), "The ferry leaves at nine");
        assertThat(memory.fetch(library.tenant, owner, MemoryType.KNOWLEDGE)).containsExactly(kept);
        assertThat(memory.find(library.tenant, owner, MemoryType.KNOWLEDGE, "The ferry leaves at nine")).contains(kept);
        assertThat(rechecked).isEmpty();
    }

    @Test
    void the_stores_owners_and_tenants_are_kept_apart() {
        keep(library.add("ferry.txt", QUOTE), "a");
        assertThat(memory.fetch(library.tenant, owner, MemoryType.CONTEXT)).isEmpty();
        assertThat(memory.fetch(library.tenant, MemoryOwner.user("u"), MemoryType.KNOWLEDGE)).isEmpty();
        assertThat(memory.fetch("another", owner, MemoryType.KNOWLEDGE)).isEmpty();
    }

    @Test
    void a_changed_source_is_checked_again_and_what_still_stands_there_is_kept_with_its_new_place() {
        VerifiedItem before = keep(library.add("ferry.txt", QUOTE), "The ferry leaves at nine");
        Document changed = library.add("ferry.txt", "New timetable. " + QUOTE);
        VerifiedItem after = memory.fetch(library.tenant, owner, MemoryType.KNOWLEDGE).getFirst();
        assertThat(after.source()).isEqualTo(Source.in(changed, 15, 15 + QUOTE.length(), QUOTE));
        assertThat(after.id()).isNotEqualTo(before.id());
        memory.fetch(library.tenant, owner, MemoryType.KNOWLEDGE);
        assertThat(rechecked).hasSize(1);
    }

    @Test
    void what_a_changed_source_no_longer_says_is_marked_and_not_given_out() {
        VerifiedItem kept = keep(library.add("ferry.txt", QUOTE), "The ferry leaves at nine");
        library.add("ferry.txt", "A ferry leaves at ten.");
        assertThat(memory.find(library.tenant, owner, MemoryType.KNOWLEDGE, "The ferry leaves at nine")).isEmpty();
        assertThat(memory.fetch(library.tenant, owner, MemoryType.KNOWLEDGE)).isEmpty();
        assertThat(library.database.jdbc().sql("select deleted_because from verified_item where id = :id").param("id", kept.id())
                .query(String.class).single()).isEqualTo("its source changed and no longer says so");
    }

    @Test
    void what_has_lost_its_source_is_not_given_out() {
        Document document = library.add("ferry.txt", QUOTE);
        keep(document, "a");
        library.documents.delete(library.tenant, document.id());
        assertThat(memory.fetch(library.tenant, owner, MemoryType.KNOWLEDGE)).isEmpty();
    }

    @Test
    void the_same_content_is_kept_once() {
        Document document = library.add("ferry.txt", QUOTE);
        assertThat(keep(document, "a")).isEqualTo(keep(document, "a"));
        assertThat(memory.fetch(library.tenant, owner, MemoryType.KNOWLEDGE)).hasSize(1);
    }

    @Test
    void what_was_said_in_the_conversation_needs_no_document_and_can_be_deleted() {
        VerifiedItem said = memory.keep(library.tenant, owner, MemoryType.CONTEXT, "The accused is 41.", null, "said");
        assertThat(memory.fetch(library.tenant, owner, MemoryType.CONTEXT)).containsExactly(said);
        memory.delete(library.tenant, said.id(), "withdrawn");
        assertThat(memory.fetch(library.tenant, owner, MemoryType.CONTEXT)).isEmpty();
    }
}
