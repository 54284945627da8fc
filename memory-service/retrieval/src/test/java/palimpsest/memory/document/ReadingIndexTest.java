package palimpsest.memory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import palimpsest.memory.text.CodePointText;
import palimpsest.memory.text.TokenOffsets;
import palimpsest.memory.text.UnicodeTexts;
import palimpsest.memory.text.WhitespaceTokenizer;

class ReadingIndexTest {

    private final WhitespaceTokenizer tokenizer = new WhitespaceTokenizer();

    @Provide
    Arbitrary<List<String>> documents() {
        return Arbitraries.oneOf(UnicodeTexts.any(), Arbitraries.just("")).list().ofMaxSize(5);
    }

    private List<ReadingIndex.Source> sources(List<String> texts) {
        return texts.stream().map(text -> new ReadingIndex.Source(UUID.randomUUID(), tokenizer.tokenize(text))).toList();
    }

    @Property(tries = 300)
    void chunks_are_those_of_the_reference(@ForAll("documents") List<String> texts, @ForAll @IntRange(min = 1, max = 30) int size,
                                           @ForAll @IntRange(min = 0, max = 29) int wanted) {
        int overlap = Math.min(wanted, size - 1);
        var sources = sources(texts);
        var index = new ReadingIndex(sources, size, overlap);
        var expected = new ArrayList<Chunk>();
        for (var source : sources) {
            TokenOffsets offsets = source.offsets().get();
            for (int start = 0; start < offsets.size(); start += size - overlap) {
                int end = Math.min(start + size, offsets.size());
                expected.add(new Chunk(expected.size(), source.documentId(), start, end, offsets.start(start), offsets.end(end - 1)));
            }
        }
        assertThat(index.size()).isEqualTo(expected.size());
        for (Chunk chunk : expected) {
            assertThat(index.chunk(chunk.id())).isEqualTo(chunk);
        }
    }

    @Property(tries = 200)
    void a_chunk_reads_its_tokens(@ForAll("documents") List<String> texts, @ForAll @IntRange(min = 1, max = 10) int size) {
        var sources = sources(texts);
        var index = new ReadingIndex(sources, size, 0);
        for (int id = 0; id < index.size(); id++) {
            Chunk chunk = index.chunk(id);
            int document = 0;
            while (!sources.get(document).documentId().equals(chunk.documentId())) {
                document++;
            }
            String read = new CodePointText(texts.get(document)).substring(chunk.start(), chunk.end());
            assertThat(tokenizer.count(read)).isEqualTo(chunk.endToken() - chunk.startToken());
        }
    }

    @Property(tries = 300)
    void the_chunk_at_a_place_holds_most_of_it(@ForAll("documents") List<String> texts, @ForAll @IntRange(min = 1, max = 12) int size,
                                               @ForAll @IntRange(min = 0, max = 11) int wanted, @ForAll int a, @ForAll int b) {
        var sources = sources(texts);
        var index = new ReadingIndex(sources, size, Math.min(wanted, size - 1));
        for (int d = 0; d < texts.size(); d++) {
            int length = texts.get(d).codePointCount(0, texts.get(d).length());
            int x = Math.floorMod(a, length + 1);
            int y = Math.floorMod(b, length + 1);
            int start = Math.min(x, y);
            int end = Math.max(x, y);
            UUID document = sources.get(d).documentId();
            var found = index.chunkAt(document, start, end);
            int most = 0;
            boolean any = false;
            for (int id = 0; id < index.size(); id++) {
                Chunk chunk = index.chunk(id);
                if (chunk.documentId().equals(document)) {
                    any = true;
                    most = Math.max(most, held(chunk, start, end));
                }
            }
            assertThat(found.isPresent()).isEqualTo(any);
            int best = most;
            found.ifPresent(chunk -> assertThat(Math.max(0, held(chunk, start, end))).isEqualTo(best));
        }
    }

    private static int held(Chunk chunk, int start, int end) {
        return Math.min(chunk.end(), end) - Math.max(chunk.start(), start);
    }

    @Test
    void offsets_are_read_of_the_document_whose_chunk_is_asked_for_and_of_no_other() {
        List<UUID> read = new ArrayList<>();
        List<ReadingIndex.Source> sources = sources(List.of("a b c", "d", "e f g h")).stream().map(source -> new ReadingIndex.Source(source.documentId(), source.tokens(), () -> {
            read.add(source.documentId());
            return source.offsets().get();
        })).toList();
        var index = new ReadingIndex(sources, 2, 0);
        assertThat(index.size()).isEqualTo(5);
        assertThat(read).isEmpty();
        assertThat(index.chunk(4).documentId()).isEqualTo(sources.get(2).documentId());
        assertThat(index.chunkAt(sources.get(2).documentId(), 4, 5)).isPresent();
        assertThat(read).containsOnly(sources.get(2).documentId());
    }

    @Test
    void an_unknown_document_has_no_chunk() {
        assertThat(new ReadingIndex(sources(List.of("a b")), 1, 0).chunkAt(UUID.randomUUID(), 0, 1)).isEmpty();
    }

    @Test
    void impossible_sizes_are_refused_with_advice() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReadingIndex(List.of(), 0, 0)).withMessageContaining("chunk_size must be > 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new ReadingIndex(List.of(), 5, -1)).withMessageContaining("overlap must be >= 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new ReadingIndex(List.of(), 5, 5)).withMessageContaining("overlap must be < chunk_size");
    }

    @Test
    void an_unknown_chunk_is_refused_with_the_ids_there_are() {
        var index = new ReadingIndex(sources(List.of("a b c", "d")), 2, 0);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> index.chunk(3)).withMessageContaining("0 to 2");
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> index.chunk(-1));
    }
}
