package palimpsest.memory.tenant;

import java.time.LocalDate;
import java.util.UUID;

/**
 * What one agent of a tenant used with one model for one user on one day.
 *
 * @param day          in UTC
 * @param user         whose conversations they were
 * @param calls        answers of the model
 * @param inputTokens  of all requests, the cached ones included
 * @param cachedTokens of them from a provider's cache
 * @param cost         by the configured prices, in their currency
 */
public record UsageLine(LocalDate day, String tenant, UUID agentId, String agent, String user, String model, long calls, long inputTokens, long cachedTokens, long outputTokens,
                        double cost) {}
