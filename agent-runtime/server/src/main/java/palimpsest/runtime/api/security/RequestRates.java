package palimpsest.runtime.api.security;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many requests each caller may still make; of this process only. The callers longest not heard of are forgotten. */
public final class RequestRates {

    private static final int CALLERS = 10_000;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final RateLimiterConfig requests;
    private final RateLimiterConfig notices = config(1);
    private final Map<String, Rate> rates = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Rate> eldest) {
            return size() > CALLERS;
        }
    };

    /** @param perMinute requests of one caller, at least 1 */
    public RequestRates(int perMinute) {
        this.requests = config(perMinute);
    }

    /**
     * Whether a request is allowed.
     *
     * @param retryAfter when the next one is, if this is not
     * @param notable    the first refusal of its minute; those after it say nothing new
     */
    record Answer(boolean allowed, Duration retryAfter, boolean notable) {}

    /** Counts a request of the caller. */
    Answer ask(String caller) {
        Rate rate;
        synchronized (rates) {
            rate = rates.computeIfAbsent(caller, name -> new Rate(new AtomicRateLimiter(name, requests), new AtomicRateLimiter(name, notices)));
        }
        if (rate.requests().acquirePermission()) {
            return new Answer(true, Duration.ZERO, false);
        }
        return new Answer(false, Duration.ofNanos(rate.requests().getDetailedMetrics().getNanosToWait()), rate.notices().acquirePermission());
    }

    private record Rate(AtomicRateLimiter requests, AtomicRateLimiter notices) {}

    private static RateLimiterConfig config(int perMinute) {
        return RateLimiterConfig.custom().limitForPeriod(perMinute).limitRefreshPeriod(PERIOD).timeoutDuration(Duration.ZERO).build();
    }
}
