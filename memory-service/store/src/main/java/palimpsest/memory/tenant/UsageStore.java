package palimpsest.memory.tenant;

import java.time.Instant;
import java.util.List;

/** What a tenant has and has used, as quotas count it. */
public interface UsageStore {

    /** Documents that are not marked deleted. */
    long documents(String tenant);

    /** Conversations that are not marked deleted. */
    long conversations(String tenant);

    /** What was used in {@code [from, to)}, of conversations that are deleted by now, too; by day, agent, user and model. */
    List<UsageLine> lines(String tenant, Instant from, Instant to);

    /** The same of every tenant, by day and tenant first; within {@link TenantScope.All}. */
    List<UsageLine> linesOfAll(Instant from, Instant to);

    /** Tokens of all requests and answers of the runs that began at or after that time. */
    long tokensSince(String tenant, Instant time);
}
