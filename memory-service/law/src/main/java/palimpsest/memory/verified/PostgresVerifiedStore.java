package palimpsest.memory.verified;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.text.Sha256;

/** {@link VerifiedStore} over PostgreSQL. Joins a transaction in progress. */
public final class PostgresVerifiedStore implements VerifiedStore {

    private static final String COLUMNS = "id, owner, store, content, document_id, document_source, document_sha256, char_start, char_end, quote, verified_by, verified_at";
    private static final String STANDING = "select " + COLUMNS
            + " from verified_item where tenant = :tenant and owner = :owner and store = :store and deleted_at is null";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public PostgresVerifiedStore(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Override
    public VerifiedItem add(String tenant, MemoryOwner owner, MemoryType type, String content, Source source, String verifiedBy) {
        return transaction.execute(status -> {
            Optional<VerifiedItem> before = find(tenant, owner, type, content);
            if (before.isPresent() && sameSource(before.get().source(), source)) {
                return before.get();
            }
            before.ifPresent(item -> delete(tenant, item.id(), "verified against another source"));
            insert(tenant, owner, type, content, source, verifiedBy, before.map(VerifiedItem::id).orElse(null));
            return find(tenant, owner, type, content).orElseThrow();
        });
    }

    private static boolean sameSource(Source a, Source b) {
        return a == null || b == null ? a == b : a.documentId().equals(b.documentId()) && a.sha256().equals(b.sha256());
    }

    /** Of two writers of the same content the first wins; the other finds it there. */
    private void insert(String tenant, MemoryOwner owner, MemoryType type, String content, Source source, String verifiedBy, UUID replaces) {
        jdbc.sql("""
                insert into verified_item (id, tenant, owner, store, content, content_sha256, document_id, document_source, document_sha256,
                                           char_start, char_end, quote, verified_by, replaces)
                values (:id, :tenant, :owner, :store, :content, :hash, :document, :origin, :sha256, :start, :end, :quote, :by, :replaces)
                on conflict (tenant, owner, store, content_sha256) where deleted_at is null do nothing
                """)
                .param("id", UUID.randomUUID()).param("tenant", tenant).param("owner", owner.name()).param("store", type.label())
                .param("content", content).param("hash", Sha256.hex(content))
                .param("document", source == null ? null : source.documentId()).param("origin", source == null ? null : source.origin())
                .param("sha256", source == null ? null : source.sha256()).param("start", source == null ? null : source.start())
                .param("end", source == null ? null : source.end()).param("quote", source == null ? null : source.quote())
                .param("by", verifiedBy).param("replaces", replaces).update();
    }

    @Override
    public List<VerifiedItem> standing(String tenant, MemoryOwner owner, MemoryType type) {
        return jdbc.sql(STANDING + " order by verified_at, id")
                .param("tenant", tenant).param("owner", owner.name()).param("store", type.label())
                .query((row, n) -> item(row)).list();
    }

    @Override
    public Optional<VerifiedItem> find(String tenant, MemoryOwner owner, MemoryType type, String content) {
        return jdbc.sql(STANDING + " and content_sha256 = :hash")
                .param("tenant", tenant).param("owner", owner.name()).param("store", type.label()).param("hash", Sha256.hex(content))
                .query((row, n) -> item(row)).optional();
    }

    @Override
    public Optional<UUID> newest(String tenant, String origin) {
        return jdbc.sql("select id from document where tenant = :tenant and source = :origin and deleted_at is null order by created_at desc, id limit 1")
                .param("tenant", tenant).param("origin", origin).query(UUID.class).optional();
    }

    @Override
    public void delete(String tenant, UUID id, String because) {
        jdbc.sql("update verified_item set deleted_at = now(), deleted_because = :because where id = :id and tenant = :tenant and deleted_at is null")
                .param("because", because).param("id", id).param("tenant", tenant).update();
    }

    private static VerifiedItem item(ResultSet row) throws SQLException {
        UUID document = row.getObject("document_id", UUID.class);
        Source source = document == null ? null : new Source(document, row.getString("document_source"), row.getString("document_sha256"),
                row.getInt("char_start"), row.getInt("char_end"), row.getString("quote"));
        return new VerifiedItem(row.getObject("id", UUID.class), new MemoryOwner(row.getString("owner")), MemoryType.of(row.getString("store")).orElseThrow(),
                row.getString("content"), source, row.getString("verified_by"), row.getObject("verified_at", OffsetDateTime.class).toInstant());
    }
}
