package palimpsest.runtime.verify.deep;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import palimpsest.memory.document.Document;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.pack.procedure.Hearing;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Place;

/** The conversation as it is once the exploration is recorded. */
record WithExploration(Facts before, List<ReadSpan> passages) implements Facts {

    @Override
    public String tenant() {
        return before.tenant();
    }

    @Override
    public UUID conversationId() {
        return before.conversationId();
    }

    @Override
    public String question() {
        return before.question();
    }

    @Override
    public List<String> said() {
        return before.said();
    }

    @Override
    public NoteBook notes() {
        return before.notes();
    }

    @Override
    public List<Document> documents() {
        return before.documents();
    }

    @Override
    public Optional<String> text(UUID documentId, int start, int end) {
        return before.text(documentId, start, end);
    }

    @Override
    public List<ReadSpan> holding(String quote, List<Document> documents) {
        return before.holding(quote, documents);
    }

    @Override
    public List<ReadSpan> read() {
        return Stream.concat(passages.stream(), before.read().stream()).toList();
    }

    @Override
    public Optional<ReadSpan> chunk(int chunkId) {
        return before.chunk(chunkId);
    }

    @Override
    public Optional<Place> chunkPlace(int chunkId) {
        return before.chunkPlace(chunkId);
    }

    @Override
    public List<PastCall> calls() {
        return before.calls();
    }

    @Override
    public List<ReadSpan> told() {
        return before.told();
    }

    @Override
    public List<Hearing> hearings() {
        return before.hearings();
    }

    @Override
    public <T> T once(Class<T> kind, Supplier<T> made) {
        return before.once(kind, made);
    }
}
