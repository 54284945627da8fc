package palimpsest.memory.meta;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Versions of rules. Append only; every call is scoped by tenant. */
public interface MetaMemoryStore {

    /** Whether its versions are those of the product's table: what is known of the table, that a tenant has none for instance, is true of them then. */
    default boolean inTable() {
        return false;
    }

    /** The version in force; {@link MetaMemoryVersion#NONE} before the first. */
    MetaMemoryVersion current(String tenant);

    /** Number 0 is always there. */
    Optional<MetaMemoryVersion> version(String tenant, int number);

    /** All of them, the newest first, without number 0. */
    List<MetaMemoryVersion> versions(String tenant);

    /**
     * From questions of which kinds evolutions learned the rules of their versions, by the words of a rule. What a person wrote, and rules of which it is not known, are not there.
     */
    default Map<String, Set<TaskKind>> learnedFrom(String tenant) {
        return Map.of();
    }

    /**
     * A version to be stored.
     *
     * @param parent the number of the version that it was made from; it is stored only while that one is in force
     * @param item   within its evolution, so that one is stored once; null with {@code evolutionId}
     */
    record NewVersion(int parent, MetaMemoryVersion.Origin origin, MetaMemoryRules rules, List<RuleOperation> operations, PairedTest heldOut,
                      Integer restores, UUID evolutionId, String item) {}

    /**
     * Stores the next version. One that this evolution has stored under this item is returned as it is.
     *
     * @return empty when another version was stored after {@code parent}
     */
    Optional<MetaMemoryVersion> append(String tenant, NewVersion version);
}
