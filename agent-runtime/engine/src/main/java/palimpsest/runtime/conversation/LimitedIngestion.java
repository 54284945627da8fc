package palimpsest.runtime.conversation;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;

/** Ingestion within the tenant's quota, by whichever door a document comes. */
public final class LimitedIngestion implements Ingestion {

    private final Ingestion ingestion;
    private final Quotas quotas;

    public LimitedIngestion(Ingestion ingestion, Quotas quotas) {
        this.ingestion = ingestion;
        this.quotas = quotas;
    }

    /** The quota is looked at once, before the first file. @throws RequestRefused QUOTA_REACHED */
    @Override
    public List<Ingested> ingest(String tenant, List<Path> paths, Consumer<Ingested> progress) {
        quotas.admitDocument(tenant);
        return ingestion.ingest(tenant, paths, progress);
    }

    /** @throws RequestRefused QUOTA_REACHED */
    @Override
    public Ingested ingest(String tenant, String fileName, InputStream content) {
        quotas.admitDocument(tenant);
        return ingestion.ingest(tenant, fileName, content);
    }
}
