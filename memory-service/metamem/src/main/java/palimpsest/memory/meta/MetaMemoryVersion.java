package palimpsest.memory.meta;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A version of a tenant's rules.
 *
 * @param number      from 1; the highest is in force. 0 stands for the empty rules before anything was stored
 * @param operations  what was applied to the version before; empty for a rollback or an edit
 * @param heldOut     the paired test that let it in; null when no evolution made it
 * @param restores    of a rollback: the number of the version whose rules these are; null otherwise
 * @param evolutionId null when no evolution made it
 * @param createdAt   null for number 0
 */
public record MetaMemoryVersion(int number, Origin origin, MetaMemoryRules rules, List<RuleOperation> operations, PairedTest heldOut,
                                Integer restores, UUID evolutionId, Instant createdAt) {

    /** How a version came about. */
    public enum Origin { EVOLUTION, EDIT, ROLLBACK }

    public static final MetaMemoryVersion NONE = new MetaMemoryVersion(0, Origin.EDIT, MetaMemoryRules.EMPTY, List.of(), null, null, null, null);
}
