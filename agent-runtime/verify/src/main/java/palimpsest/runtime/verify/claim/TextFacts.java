package palimpsest.runtime.verify.claim;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.text.CodePointText;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Facts;

/**
 * A conversation about one text of which all was read, without a store.
 *
 * @param chunks of the text, in order; a chunk's id is its place in the list
 */
public record TextFacts(Document document, String whole, List<ReadSpan> chunks, String question) implements Facts {

    public static TextFacts of(String name, List<String> chunks, String question) {
        UUID id = UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String whole = String.join("", chunks);
        var document = new Document(id, "eval", name, name, "text/plain", "", whole.length(), whole.codePointCount(0, whole.length()), 0, "", 0, 0, Instant.EPOCH);
        int[] start = {0};
        List<ReadSpan> spans = java.util.stream.IntStream.range(0, chunks.size()).mapToObj(i -> {
            var span = new ReadSpan(id, name, i, start[0], chunks.get(i));
            start[0] += chunks.get(i).codePointCount(0, chunks.get(i).length());
            return span;
        }).toList();
        return new TextFacts(document, whole, spans, question);
    }

    @Override
    public String tenant() {
        return document.tenant();
    }

    @Override
    public UUID conversationId() {
        return document.id();
    }

    @Override
    public List<String> said() {
        return List.of(question);
    }

    @Override
    public NoteBook notes() {
        return NoteBook.empty();
    }

    @Override
    public List<Document> documents() {
        return List.of(document);
    }

    @Override
    public Optional<String> text(UUID documentId, int start, int end) {
        int to = Math.min(end, document.characters());
        return documentId.equals(document.id()) ? Optional.of(start >= to ? "" : new CodePointText(whole).substring(Math.max(0, start), to)) : Optional.empty();
    }

    @Override
    public List<ReadSpan> holding(String quote, List<Document> documents) {
        return documents.contains(document) ? List.of(new ReadSpan(document.id(), document.name(), null, 0, whole)) : List.of();
    }

    @Override
    public List<ReadSpan> read() {
        return chunks;
    }

    @Override
    public Optional<ReadSpan> chunk(int chunkId) {
        return chunkId >= 0 && chunkId < chunks.size() ? Optional.of(chunks.get(chunkId)) : Optional.empty();
    }

    @Override
    public List<PastCall> calls() {
        return List.of();
    }
}
