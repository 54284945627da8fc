package palimpsest.memory.tenant;

import java.time.Instant;

/** What a tenant has and has used, as quotas count it. */
public interface UsageStore {

    /** Documents that are not marked deleted. */
    long documents(String tenant);

    /** Conversations that are not marked deleted. */
    long conversations(String tenant);

    /** Tokens of all requests and answers of the runs that began at or after that time. */
    long tokensSince(String tenant, Instant time);
}
