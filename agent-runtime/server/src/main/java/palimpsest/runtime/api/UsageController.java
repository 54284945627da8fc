package palimpsest.runtime.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.tenant.UsageLine;
import palimpsest.memory.tenant.UsageStore;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.conversation.Tenancy;

/** What the caller's tenant, or for an operator every tenant, used of models, and what it cost. */
@RestController
@Tag(name = "Usage")
class UsageController {

    private static final Duration USUAL = Duration.ofDays(30);
    private static final Duration LONGEST = Duration.ofDays(400);

    private final UsageStore usage;
    private final Tenancy tenancy;
    private final Clock clock;

    UsageController(UsageStore usage, Tenancy tenancy, Clock clock) {
        this.usage = usage;
        this.tenancy = tenancy;
        this.clock = clock;
    }

    /**
     * @param day  in UTC
     * @param cost by the configured prices, in their currency
     */
    record UsageLineView(LocalDate day, String tenant, @JsonProperty("agent_id") UUID agentId, String agent, String user, String model, long calls, @JsonProperty("input_tokens") long inputTokens,
                         @JsonProperty("cached_tokens") long cachedTokens, @JsonProperty("output_tokens") long outputTokens, double cost) {
        static UsageLineView of(UsageLine line) {
            return new UsageLineView(line.day(), line.tenant(), line.agentId(), line.agent(), line.user(), line.model(), line.calls(), line.inputTokens(), line.cachedTokens(), line.outputTokens(),
                    line.cost());
        }
    }

    record UsageView(Instant from, Instant to, List<UsageLineView> lines) {}

    /** Of the last 30 days unless said otherwise; 400 days at most. Of all tenants when an operator asks for it. */
    @GetMapping("/api/usage")
    UsageView usage(@RequestParam(required = false) Instant from, @RequestParam(required = false) Instant to,
                    @RequestParam(name = "all_tenants", defaultValue = "false") boolean allTenants) {
        if (allTenants && !tenancy.operates()) {
            throw new RequestRefused(Reason.FORBIDDEN, "The usage of all tenants is for an operator: leave all_tenants out, or use a key with the role operator.");
        }
        Instant end = to == null ? clock.instant() : Parameters.time("to", to);
        Instant start = from == null ? end.minus(USUAL) : Parameters.time("from", from);
        if (start.isAfter(end) || Duration.between(start, end).compareTo(LONGEST) > 0) {
            throw RequestRefused.invalid("from", "from must lie before to, and no more than " + LONGEST.toDays() + " days.");
        }
        return new UsageView(start, end, (allTenants ? TenantScope.overAll(() -> usage.linesOfAll(start, end)) : usage.lines(tenancy.current(), start, end)).stream().map(UsageLineView::of).toList());
    }
}
