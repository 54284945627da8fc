package palimpsest.tools;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.MemoryType;
import palimpsest.memory.verified.Source;
import palimpsest.memory.verified.VerifiedItem;
import palimpsest.memory.verified.VerifiedStore;

/** Verified items of one tenant, over documents in memory. */
public final class InMemoryVerified implements VerifiedStore {

    private final List<VerifiedItem> items = new ArrayList<>();
    private final InMemoryDocuments documents;

    public InMemoryVerified(InMemoryDocuments documents) {
        this.documents = documents;
    }

    @Override
    public VerifiedItem add(String tenant, MemoryOwner owner, MemoryType type, String content, Source source, String verifiedBy) {
        items.removeIf(item -> item.owner().equals(owner) && item.type() == type && item.content().equals(content) && !Objects.equals(item.source(), source));
        return find(tenant, owner, type, content).orElseGet(() -> {
            items.add(new VerifiedItem(UUID.randomUUID(), owner, type, content, source, verifiedBy, Instant.EPOCH));
            return items.getLast();
        });
    }

    @Override
    public List<VerifiedItem> standing(String tenant, MemoryOwner owner, MemoryType type) {
        return items.stream().filter(item -> item.owner().equals(owner) && item.type() == type).toList();
    }

    @Override
    public Optional<VerifiedItem> find(String tenant, MemoryOwner owner, MemoryType type, String content) {
        return standing(tenant, owner, type).stream().filter(item -> item.content().equals(content)).findFirst();
    }

    @Override
    public Optional<UUID> newest(String tenant, String origin) {
        return documents.newest(tenant, origin);
    }

    @Override
    public void delete(String tenant, UUID id, String because) {
        items.removeIf(item -> item.id().equals(id));
    }
}
