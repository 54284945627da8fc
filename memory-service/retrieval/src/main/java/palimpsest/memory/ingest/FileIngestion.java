package palimpsest.memory.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.embed.Foreground;
import palimpsest.memory.text.Sha256;
import palimpsest.memory.text.TokenOffsets;
import palimpsest.memory.text.Tokenizer;

/**
 * Reads files and uploads into PostgreSQL. A file that has changed becomes a new document beside the one read before: what a
 * conversation has cited stays as it was.
 */
public final class FileIngestion implements Ingestion {

    /**
     * Bounds and habits.
     *
     * @param maxBytes   largest file that is read
     * @param maxFiles   most files of one run
     * @param textConfig PostgreSQL text search configuration, such as {@code english} or {@code simple}; searching must use the same
     * @param selection  which files of folders are read
     */
    public record Settings(long maxBytes, int maxFiles, String textConfig, FileSelection selection) {

        public Settings(long maxBytes, int maxFiles, String textConfig) {
            this(maxBytes, maxFiles, textConfig, FileSelection.asGit());
        }

        public static Settings defaults() {
            return new Settings(100 * MEGABYTE, 20_000, "auto");
        }
    }

    private static final Logger log = LoggerFactory.getLogger(FileIngestion.class);
    private static final long MEGABYTE = 1024 * 1024;
    /** Files: what is told of them is as old as the reading of those before them takes. */
    private static final int LOOKED_UP_AT_ONCE = 500;

    private final DocumentStore documents;
    private final Tokenizer tokenizer;
    private final TextReader reader;
    private final Settings settings;
    private final Runnable onStored;
    private final Foreground foreground;
    private final DocumentWriter writer;
    private final PassageSplitter splitter = new PassageSplitter();

    /** @param onStored told after each stored document, on the calling thread; wakes the embedding */
    public FileIngestion(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, Tokenizer tokenizer,
                         TextReader reader, Settings settings, Runnable onStored) {
        this(jdbc, transaction, documents, tokenizer, reader, settings, onStored, new Foreground());
    }

    /**
     * @param onStored   told after each stored document, on the calling thread; wakes the embedding
     * @param foreground told while files are read
     */
    public FileIngestion(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, Tokenizer tokenizer,
                         TextReader reader, Settings settings, Runnable onStored, Foreground foreground) {
        this.documents = documents;
        this.tokenizer = tokenizer;
        this.reader = reader;
        this.settings = settings;
        this.onStored = onStored;
        this.foreground = foreground;
        this.writer = new DocumentWriter(jdbc, transaction, settings.textConfig());
    }

    @Override
    public List<Ingested> ingest(String tenant, List<Path> paths, Consumer<Ingested> progress) {
        try (var reading = foreground.begin()) {
            return readAll(tenant, paths, progress);
        }
    }

    private List<Ingested> readAll(String tenant, List<Path> paths, Consumer<Ingested> progress) {
        var results = new ArrayList<Ingested>();
        List<FileWalk.Found> all = FileWalk.of(paths, settings.maxFiles(), settings.selection());
        for (int from = 0; from < all.size(); from += LOOKED_UP_AT_ONCE) {
            List<FileWalk.Found> some = all.subList(from, Math.min(all.size(), from + LOOKED_UP_AT_ONCE));
            Map<Path, Document> known = known(tenant, some);
            for (FileWalk.Found found : some) {
                Ingested result = switch (found) {
                    case FileWalk.Found.Unreadable(String name, String reason) -> new Ingested.Skipped(name, reason);
                    case FileWalk.Found.LeftOut(String name, String reason) -> new Ingested.Skipped(name, reason, true);
                    case FileWalk.Found.File(String name, Path path) -> known.containsKey(path) ? new Ingested.Unchanged(known.get(path)) : file(tenant, name, path);
                };
                results.add(result);
                progress.accept(result);
            }
        }
        return results;
    }

    /**
     * Documents that hold what these files hold, looked up together: over a folder that was read before there is nothing else to do. Files are told by their bytes,
     * not by their time: reading thousands takes less than a second, and an edit that keeps size and time is seen.
     */
    private Map<Path, Document> known(String tenant, List<FileWalk.Found> some) {
        Map<String, Path> files = new HashMap<>();
        List<DocumentWriter.Origin> origins = new ArrayList<>();
        for (FileWalk.Found found : some) {
            if (found instanceof FileWalk.Found.File(String name, Path path)) {
                try {
                    long size = Files.size(path);
                    if (size <= settings.maxBytes()) {
                        String source = path.toRealPath().toString();
                        files.put(source, path);
                        origins.add(new DocumentWriter.Origin(tenant, name, source, Sha256.hex(Files.readAllBytes(path)), size, tokenizer.id()));
                    }
                } catch (IOException e) {
                    log.debug("{} is not known: {}", name, e.toString());
                }
            }
        }
        Map<String, UUID> ids = origins.isEmpty() ? Map.of() : writer.unchanged(tenant, origins);
        Map<UUID, Document> stored = documents.findAll(tenant, ids.values()).stream().collect(Collectors.toMap(Document::id, Function.identity()));
        Map<Path, Document> known = new HashMap<>();
        ids.forEach((source, id) -> Optional.ofNullable(stored.get(id)).ifPresent(document -> known.put(files.get(source), document)));
        return known;
    }

    private Ingested file(String tenant, String name, Path path) {
        try {
            long size = Files.size(path);
            if (size > settings.maxBytes()) {
                return new Ingested.Skipped(name, tooLarge(size));
            }
            byte[] content = Files.readAllBytes(path);
            return store(tenant, name, path.toRealPath().toString(), content);
        } catch (NoSuchFileException e) {
            return new Ingested.Skipped(name, "vanished while it was read");
        } catch (AccessDeniedException e) {
            return new Ingested.Skipped(name, "no permission to read it");
        } catch (IOException e) {
            return new Ingested.Skipped(name, "can't be read: " + e.getMessage());
        }
    }

    @Override
    public Ingested ingest(String tenant, String fileName, InputStream content) {
        String name = UploadName.of(fileName);
        try (var reading = foreground.begin()) {
            byte[] bytes = content.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, settings.maxBytes() + 1));
            if (bytes.length > settings.maxBytes()) {
                return new Ingested.Skipped(name, "is larger than the limit of " + megabytes(settings.maxBytes()) + "; " + REMEDY);
            }
            return store(tenant, name, "upload:" + name, bytes);
        } catch (IOException e) {
            return new Ingested.Skipped(name, "the upload broke off: " + e.getMessage() + "; upload it again");
        }
    }

    private static final String REMEDY = "split it or raise palimpsest.documents.max-size";

    private String tooLarge(long size) {
        return String.format(Locale.ROOT, "is %.1f MB, more than the limit of %s; %s", (double) size / MEGABYTE,
                megabytes(settings.maxBytes()), REMEDY);
    }

    private static String megabytes(long bytes) {
        return bytes % MEGABYTE == 0 ? bytes / MEGABYTE + " MB" : String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGABYTE);
    }

    private Ingested store(String tenant, String name, String source, byte[] content) {
        var origin = new DocumentWriter.Origin(tenant, name, source, Sha256.hex(content), content.length, tokenizer.id());
        Optional<UUID> known = writer.unchanged(origin);
        if (known.isPresent()) {
            return unchanged(tenant, name, known.get());
        }
        ReadableText read;
        try {
            read = reader.read(name, content);
        } catch (UnreadableDocumentException e) {
            return new Ingested.Skipped(name, e.getMessage());
        }
        TokenOffsets offsets = tokenizer.tokenize(read.text());
        int[] pages = PassageHeadings.starts(read.text(), read.pages());
        DocumentWriter.Written written = writer.write(origin, read, offsets, PassageHeadings.above(name, read.text(), splitter.split(read.text(), pages), pages));
        onStored.run();
        return written.already() ? unchanged(tenant, name, written.id())
                : found(tenant, written.id()).<Ingested>map(Ingested.Added::new).orElseGet(() -> deletedMeanwhile(name));
    }

    private Ingested unchanged(String tenant, String name, UUID id) {
        return found(tenant, id).<Ingested>map(Ingested.Unchanged::new).orElseGet(() -> deletedMeanwhile(name));
    }

    private Optional<Document> found(String tenant, UUID id) {
        return documents.find(tenant, id);
    }

    private static Ingested deletedMeanwhile(String name) {
        return new Ingested.Skipped(name, "was deleted by someone else while it was read; read it again");
    }
}
