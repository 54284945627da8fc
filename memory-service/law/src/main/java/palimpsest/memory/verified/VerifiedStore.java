package palimpsest.memory.verified;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of verified memory: added, and marked when they no longer count. Every call is scoped by tenant. */
public interface VerifiedStore {

    /**
     * Keeps what passed a check, once: the item that stands there when the same content was kept before against the same source; one of
     * another source is marked and replaced.
     */
    VerifiedItem add(String tenant, MemoryOwner owner, MemoryType type, String content, Source source, String verifiedBy);

    /** Those that count, oldest first, whether their source changed since or not. */
    List<VerifiedItem> standing(String tenant, MemoryOwner owner, MemoryType type);

    /** The one of exactly this content that counts. */
    Optional<VerifiedItem> find(String tenant, MemoryOwner owner, MemoryType type, String content);

    /** The newest document of an origin; empty when there is none any more. */
    Optional<UUID> newest(String tenant, String origin);

    /** Marks it. No effect when it is unknown or no longer counts. */
    void delete(String tenant, UUID id, String because);
}
