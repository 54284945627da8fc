package palimpsest.memory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.memory.testing.Library;
import palimpsest.memory.text.CodePointText;
import palimpsest.memory.text.UnicodeTexts;
import palimpsest.memory.text.WhitespaceTokenizer;

class PostgresDocumentStoreTest {

    private final Library library = Library.plain();

    @Provide
    Arbitrary<String> texts() {
        // begins as text does: what a random beginning is taken for (an image) is not what is tested here
        return UnicodeTexts.longOnes().map(text -> "Text: " + text);
    }

    @Property(tries = 40)
    void the_text_at_a_place_is_the_text_that_was_stored(@ForAll("texts") String text, @ForAll int a, @ForAll int b) {
        Assume.that(!text.isBlank() && !text.startsWith("\uFEFF") && text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
        Document document = library.add("any.txt", text);
        var whole = new CodePointText(text);
        assertThat(library.text(document.id())).isEqualTo(text);
        assertThat(document.characters()).isEqualTo(whole.length());
        assertThat(document.tokens()).isEqualTo(new WhitespaceTokenizer().count(text));
        int x = Math.floorMod(a, whole.length() + 1);
        int y = Math.floorMod(b, whole.length() + 1);
        assertThat(library.documents.text(library.tenant, document.id(), Math.min(x, y), Math.max(x, y)))
                .isEqualTo(whole.substring(Math.min(x, y), Math.max(x, y)));
        assertThat(library.documents.tokenOffsets(library.tenant, document.id())).isEqualTo(new WhitespaceTokenizer().tokenize(text));
    }

    @Example
    void a_span_is_clipped_to_the_document() {
        Document document = library.add("a.txt", "one two");
        assertThat(library.documents.text(library.tenant, document.id(), -5, 3)).isEqualTo("one");
        assertThat(library.documents.text(library.tenant, document.id(), 4, 5000)).isEqualTo("two");
        assertThat(library.documents.text(library.tenant, document.id(), 9, 12)).isEmpty();
    }

    @Example
    void documents_are_found_in_the_order_asked_for() {
        Document one = library.add("1.txt", "one");
        Document two = library.add("2.txt", "two");
        assertThat(library.documents.findAll(library.tenant, List.of(two.id(), UUID.randomUUID(), one.id()))).containsExactly(two, one);
        assertThat(library.documents.findAll(library.tenant, List.of())).isEmpty();
    }

    @Example
    void another_tenants_document_is_unknown() {
        Document document = library.add("a.txt", "secret");
        Library other = Library.plain();
        assertThat(other.documents.find(other.tenant, document.id())).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> other.documents.text(other.tenant, document.id()));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> library.documents.tokenOffsets(other.tenant, document.id()));
        other.documents.delete(other.tenant, document.id());
        assertThat(library.documents.find(library.tenant, document.id())).isPresent();
    }

    @Example
    void a_deleted_document_is_gone() {
        Document document = library.add("a.txt", "gone soon");
        library.documents.tokenOffsets(library.tenant, document.id());
        library.documents.delete(library.tenant, document.id());
        library.documents.delete(library.tenant, document.id());
        assertThat(library.documents.find(library.tenant, document.id())).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> library.documents.text(library.tenant, document.id()));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> library.documents.tokenOffsets(library.tenant, document.id()));
    }

    @Example
    void an_erased_document_leaves_no_text_and_may_be_added_again() {
        Document document = library.add("a.txt", "gone for good");
        assertThat(Library.plain().documents.erase("another", document.id())).isEmpty();
        assertThat(library.documents.erase(library.tenant, document.id())).hasValueSatisfying(erased -> assertThat(erased.passages()).isEqualTo(document.passages()));
        assertThat(library.documents.erase(library.tenant, document.id())).isEmpty();
        assertThat(library.documents.find(library.tenant, document.id())).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> library.documents.text(library.tenant, document.id()));
        assertThat(library.documents.text(library.tenant, library.add("a.txt", "gone for good").id())).isEqualTo("gone for good");
    }
}
