package palimpsest.memory.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextReaderTest {

    private final PlainTextReader reader = new PlainTextReader();

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "a.md", "a.pdf", "README", "a.html"})
    void text_is_kept_to_the_character_whatever_its_name(String name) throws Exception {
        String text = "  # Tides at \"Nordkai\"\r\n\ttab 漢字 😀 <b>no page</b>\n";

        assertThat(reader.read(name, text.getBytes(UTF_8)).text()).isEqualTo(text);
        assertThat(reader.read(name, text.getBytes(UTF_16)).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%PDF-1.7\nobj", "{\\rtf1 text}"})
    void formatted_text_is_refused_by_its_content_with_what_to_add(String content) {
        assertThatThrownBy(() -> reader.read("a.bin", content.getBytes(UTF_8))).isInstanceOf(UnreadableDocumentException.class)
                .hasMessageContaining("langchain4j-document-parser-apache-tika");
    }

    @Test
    void a_web_page_other_encodings_and_bytes_that_are_no_text_are_refused_with_what_to_add() {
        for (byte[] content : new byte[][] {"<html><p>Ebb</p>".getBytes(UTF_8), "Größe".getBytes(ISO_8859_1), {'P', 'K', 3, 4, 0, 0, 1, 2}}) {
            assertThatThrownBy(() -> reader.read("a.html", content)).isInstanceOf(UnreadableDocumentException.class)
                    .hasMessageContaining("langchain4j-document-parser-apache-tika");
        }
        assertThatThrownBy(() -> reader.read("a.txt", new byte[0])).hasMessage("is empty");
        assertThatThrownBy(() -> reader.read("a.txt", " \n".getBytes(UTF_8))).hasMessageContaining("blank");
    }

    @Property
    void whatever_it_reads_is_what_the_whole_reader_reads(@ForAll @StringLength(min = 1, max = 60) @CharRange(from = 'A', to = 'z') @CharRange(from = 'À', to = 'ÿ')
            @CharRange(from = '一', to = '十') String text) throws Exception {
        assertThat(reader.read("a.txt", text.getBytes(UTF_8)).text()).isEqualTo(new DocumentReader().read("a.txt", text.getBytes(UTF_8)).text());
    }
}
