package palimpsest.runtime.conversation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import palimpsest.memory.tenant.UsageStore;
import palimpsest.runtime.conversation.RequestRefused.Reason;

/** What each tenant may have and use. Looked at before something is begun: what is begun at the same moment, or goes on already, may go past it. */
public final class Quotas {

    private final Limits limits;
    private final UsageStore usage;
    private final Clock clock;

    public Quotas(Limits limits, UsageStore usage, Clock clock) {
        this.limits = limits;
        this.usage = usage;
        this.clock = clock;
    }

    /**
     * Of one tenant; null is no limit.
     *
     * @param documents     kept at once
     * @param conversations kept at once
     * @param tokensPerDay  of requests to models and their answers, in runs that began on one day (UTC)
     */
    public record Limits(Long documents, Long conversations, Long tokensPerDay) {}

    /** @throws RequestRefused QUOTA_REACHED when the tenant may have no further document */
    public void admitDocument(String tenant) {
        if (limits.documents() != null) {
            refuseAt(limits.documents(), usage.documents(tenant), "documents",
                    "further ones are refused until the administrator raises palimpsest.quotas.documents");
        }
    }

    /** @throws RequestRefused QUOTA_REACHED when the tenant may have no further conversation */
    public void admitConversation(String tenant) {
        if (limits.conversations() != null) {
            refuseAt(limits.conversations(), usage.conversations(tenant), "conversations",
                    "delete one (DELETE /api/conversations/{id}), or let the administrator raise palimpsest.quotas.conversations");
        }
    }

    /** @throws RequestRefused QUOTA_REACHED when the tenant's runs of today have used up its tokens */
    public void admitRun(String tenant) {
        if (limits.tokensPerDay() != null) {
            Instant today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().atStartOfDay(ZoneOffset.UTC).toInstant();
            refuseAt(limits.tokensPerDay(), usage.tokensSince(tenant, today), "tokens a day",
                    "ask again after midnight UTC, or let the administrator raise palimpsest.quotas.tokens-per-day");
        }
    }

    private static void refuseAt(long limit, long used, String what, String instead) {
        if (used >= limit) {
            throw new RequestRefused(Reason.QUOTA_REACHED, "The quota of " + limit + " " + what + " is reached (" + used + "): " + instead + ".");
        }
    }
}
