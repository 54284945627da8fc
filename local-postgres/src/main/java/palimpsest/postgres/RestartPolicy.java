package palimpsest.postgres;

import java.time.Duration;

/**
 * How often a database process that died is started again.
 *
 * @param limit how many restarts within {@code window} are tried before giving up, 0 or more
 * @param window the time over which restarts are counted
 * @param firstDelay the wait before the first restart of a series; doubled for each further one
 * @param longestDelay the longest wait between two restarts
 */
public record RestartPolicy(int limit, Duration window, Duration firstDelay, Duration longestDelay) {

  /** Eight restarts within two minutes, after 0.1 s to 5 s. */
  public static final RestartPolicy DEFAULT =
      new RestartPolicy(8, Duration.ofMinutes(2), Duration.ofMillis(100), Duration.ofSeconds(5));

  public RestartPolicy {
    if (limit < 0) {
      throw new IllegalArgumentException("limit must be 0 or more, is " + limit);
    }
  }

  Duration delay(int restartsInWindow) {
    long factor = 1L << Math.min(restartsInWindow, 20);
    Duration delay = firstDelay.multipliedBy(factor);
    return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
  }
}
