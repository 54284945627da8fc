package palimpsest.tools;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.memory.text.CodePointText;
import palimpsest.memory.text.Sha256;
import palimpsest.memory.text.TokenOffsets;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.WhitespaceTokenizer;

/** Documents and a plain search over them, for tests of what stands above the database. A passage is a line. */
public final class InMemoryDocuments implements DocumentStore, PassageSearch {

    private final Tokenizer tokenizer = new WhitespaceTokenizer();
    private final Map<UUID, Document> documents = new LinkedHashMap<>();
    private final Map<UUID, String> texts = new LinkedHashMap<>();

    public Document add(String tenant, String name, String text) {
        UUID id = new UUID(0, documents.size() + 1L);
        var document = new Document(id, tenant, name, "memory:" + name, "text/plain", Sha256.hex(text), text.length(), text.codePointCount(0, text.length()),
                tokenizer.count(text), tokenizer.id(), (int) text.lines().count(), 0, Instant.EPOCH);
        documents.put(id, document);
        texts.put(id, text);
        return document;
    }

    @Override
    public Optional<Document> find(String tenant, UUID id) {
        return Optional.ofNullable(documents.get(id)).filter(document -> document.tenant().equals(tenant));
    }

    /** The one that was added last of that origin. */
    public Optional<UUID> newest(String tenant, String origin) {
        return documents.values().stream().filter(document -> document.tenant().equals(tenant) && document.source().equals(origin)).map(Document::id).reduce((a, b) -> b);
    }

    @Override
    public List<Document> findAll(String tenant, Collection<UUID> ids) {
        return ids.stream().map(id -> find(tenant, id)).flatMap(Optional::stream).toList();
    }

    @Override
    public Optional<Document> findByContent(String tenant, String sha256) {
        return documents.values().stream().filter(document -> document.tenant().equals(tenant) && document.sha256().equals(sha256)).findFirst();
    }

    @Override
    public String text(String tenant, UUID id, int start, int end) {
        var text = new CodePointText(text(tenant, id));
        return text.substring(Math.max(start, 0), Math.min(end, text.length()));
    }

    @Override
    public String text(String tenant, UUID id) {
        return find(tenant, id).map(document -> texts.get(document.id())).orElseThrow(() -> new NoSuchElementException("no document " + id));
    }

    @Override
    public TokenOffsets tokenOffsets(String tenant, UUID id) {
        return tokenizer.tokenize(text(tenant, id));
    }

    @Override
    public void delete(String tenant, UUID id) {
        documents.remove(id);
    }

    @Override
    public Optional<Erased> erase(String tenant, UUID id) {
        return Optional.ofNullable(documents.remove(id)).map(document -> new Erased(1, 0));
    }

    @Override
    public List<PassageHit> search(SearchQuery query) {
        List<PassageHit> hits = new ArrayList<>();
        for (UUID id : query.documentIds()) {
            int start = 0;
            int number = 0;
            for (String line : text(query.tenant(), id).split("(?<=\n)")) {
                int end = start + line.codePointCount(0, line.length());
                long score = query.keywords().stream().filter(word -> line.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT))).count();
                if (score > 0) {
                    hits.add(new PassageHit(id, number, start, end, score, Double.NaN, score, List.of(line.strip()), line, "", null, null));
                }
                start = end;
                number++;
            }
        }
        return hits.stream().sorted(Comparator.comparingDouble(PassageHit::score).reversed()).limit(query.limit()).toList();
    }
}
