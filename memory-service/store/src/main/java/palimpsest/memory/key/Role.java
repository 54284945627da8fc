package palimpsest.memory.key;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do; each role may do what those before it may. */
public enum Role {

    /** Look at everything of its tenant, change nothing. */
    READER,
    /** Converse, attach documents, decide on calls that wait for a person. */
    USER,
    /** Make agents and keys, change learned rules, read the audit log. */
    ADMIN,
    /** What reaches over tenants or into the network of the runtime: connect models, see the usage of all tenants. */
    OPERATOR;

    /** As it is written in keys, tokens and the database: {@code reader}, {@code user}, {@code admin}, {@code operator}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> labelled(String label) {
        return Arrays.stream(values()).filter(role -> role.label().equalsIgnoreCase(label)).findFirst();
    }

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
