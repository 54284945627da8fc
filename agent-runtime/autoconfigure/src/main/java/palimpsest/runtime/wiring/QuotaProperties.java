package palimpsest.runtime.wiring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import palimpsest.runtime.conversation.Quotas;

/**
 * What each tenant may have and use; no limit where nothing is set.
 *
 * @param documents     kept at once
 * @param conversations kept at once
 * @param tokensPerDay  of requests to models and their answers, in runs that began on one day (UTC)
 */
@ConfigurationProperties("palimpsest.quotas")
public record QuotaProperties(Long documents, Long conversations, Long tokensPerDay) {

    Quotas.Limits limits() {
        return new Quotas.Limits(documents, conversations, tokensPerDay);
    }
}
