package palimpsest.runtime.conversation;

import java.util.Optional;
import palimpsest.memory.key.Role;

/** Says for whom a request is made. */
@FunctionalInterface
public interface Tenancy {

    /** The tenant of the request on the calling thread. */
    String current();

    /** The user that the caller has proved to be; empty where callers prove nothing and may name any. */
    default Optional<String> user() {
        return Optional.empty();
    }

    /** The role that the caller has proved to have; empty where callers prove nothing and may do everything. */
    default Optional<Role> role() {
        return Optional.empty();
    }

    /** Whether the caller may do what is an administrator's; also true where callers prove nothing. */
    default boolean administers() {
        return true;
    }

    /** Whether the caller may do what is an operator's, over all tenants; also true where callers prove nothing. */
    default boolean operates() {
        return true;
    }

    /** The user whom a request names, or the caller whatever it names. */
    default String userOr(String named) {
        return user().orElse(named);
    }
}
