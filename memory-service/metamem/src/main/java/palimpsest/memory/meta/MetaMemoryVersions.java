package palimpsest.memory.meta;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import palimpsest.memory.meta.MetaMemoryStore.NewVersion;
import palimpsest.memory.meta.MetaMemoryVersion.Origin;

/** What a person does with the rules: look at versions, compare them, write rules, go back. */
public final class MetaMemoryVersions {

    private final MetaMemoryStore store;

    public MetaMemoryVersions(MetaMemoryStore store) {
        this.store = store;
    }

    public MetaMemoryVersion current(String tenant) {
        return store.current(tenant);
    }

    /** The newest first. */
    public List<MetaMemoryVersion> all(String tenant) {
        return store.versions(tenant);
    }

    /** @throws NoSuchElementException when there is none with that number */
    public MetaMemoryVersion version(String tenant, int number) {
        return store.version(tenant, number).orElseThrow(() -> new NoSuchElementException("There is no version " + number + " of the meta-memories."));
    }

    /** Rules that only one of two versions has, and those that both have, each with its id. */
    public record Difference(int from, int to, List<MetaMemoryRule> removed, List<MetaMemoryRule> added, List<MetaMemoryRule> kept) {}

    /**
     * @param from null for the version before {@code to}
     * @throws NoSuchElementException when there is no such version
     */
    public Difference difference(String tenant, Integer from, int to) {
        MetaMemoryVersion newer = version(tenant, to);
        MetaMemoryVersion older = version(tenant, from == null ? Math.max(to - 1, 0) : from);
        List<String> before = older.rules().contents();
        List<String> after = newer.rules().contents();
        return new Difference(older.number(), newer.number(), older.rules().rules().stream().filter(rule -> !after.contains(rule.content())).toList(),
                newer.rules().rules().stream().filter(rule -> !before.contains(rule.content())).toList(),
                newer.rules().rules().stream().filter(rule -> before.contains(rule.content())).toList());
    }

    /**
     * Puts rules of a person in force.
     *
     * @param parent the version that the person looked at
     * @return empty when another version came into force meanwhile
     */
    public Optional<MetaMemoryVersion> edit(String tenant, int parent, MetaMemoryRules rules) {
        return store.append(tenant, new NewVersion(parent, Origin.EDIT, rules, List.of(), null, null, null, null));
    }

    /**
     * Puts the rules of an earlier version in force again, as a new version. 0 takes all rules out of force.
     *
     * @return empty when another version came into force meanwhile
     * @throws NoSuchElementException when there is no such version
     */
    public Optional<MetaMemoryVersion> rollback(String tenant, int number) {
        MetaMemoryVersion old = version(tenant, number);
        return store.append(tenant, new NewVersion(store.current(tenant).number(), Origin.ROLLBACK, old.rules(), List.of(), null, number, null, null));
    }
}
