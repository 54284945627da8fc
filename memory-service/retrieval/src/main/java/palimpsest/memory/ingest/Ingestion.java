package palimpsest.memory.ingest;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Turns files into stored, searchable documents. */
public interface Ingestion {

    /**
     * Reads files and folders in a stable order: recursively, without what is hidden, ignored by {@code .gitignore}, or made by tools; links are followed once.
     * Text is committed file by file, so that a stopped run loses only the file in progress.
     *
     * @param progress told of each file as it is done; called on the calling thread
     * @return one entry per file met and per file or folder left out, in order; a path that does not exist is {@link Ingested.Skipped}
     */
    List<Ingested> ingest(String tenant, List<Path> paths, Consumer<Ingested> progress);

    /**
     * Reads one upload. The stream is read to its end or to the size limit, and not closed.
     *
     * @param fileName as the client named it; only its last path segment, or its relative path below a chosen folder, is kept
     */
    Ingested ingest(String tenant, String fileName, InputStream content);
}
