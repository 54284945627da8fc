package palimpsest.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.MessageEvent.UserSpoke;

/** Two runtimes on one log: what one appends the other's listeners hear of, and nobody reads the log for nothing. */
class LogWatchTest {

    private static final String TENANT = "test";
    private static final UUID CONVERSATION = new UUID(1, 1);

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final EventFeed feed = new EventFeed();
    private final ConversationLog here = new ConversationLog(log, new EventCodec(), feed);
    private final ConversationLog elsewhere = new ConversationLog(log, new EventCodec(), new EventFeed());
    private final LogWatch watch = new LogWatch(log, feed);

    LogWatchTest() {
        log.create(TENANT, CONVERSATION);
        feed.becomeComplete();
    }

    private void append(ConversationLog by, long after) {
        by.append(TENANT, CONVERSATION, null, after, List.of(new UserSpoke("Is it " + after + "?")));
    }

    private List<Long> next(EventFeed.Subscription subscription, long after) {
        return here.next(TENANT, subscription, after).stream().map(RecordedEvent::seq).toList();
    }

    @Test
    void events_of_both_are_heard_once_each_in_order() throws InterruptedException {
        append(elsewhere, 0);
        try (var subscription = here.listen(CONVERSATION, false)) {
            assertThat(next(subscription, 0)).as("what is there already").containsExactly(1L);
            append(here, 1);
            assertThat(next(subscription, 1)).containsExactly(2L);
            append(elsewhere, 2);
            assertThat(subscription.awaitEvents(Duration.ZERO, part -> true)).as("nothing tells of it yet").isFalse();
            assertThat(next(subscription, 2)).isEmpty();
            watch.look();
            assertThat(subscription.awaitEvents(Duration.ZERO, part -> true)).isTrue();
            assertThat(next(subscription, 2)).containsExactly(3L);
            append(elsewhere, 3);
            append(here, 4);
            assertThat(next(subscription, 3)).as("a gap is filled from the log").containsExactly(4L, 5L);
        }
    }

    @Test
    void who_knows_all_is_not_woken() throws InterruptedException {
        append(here, 0);
        try (var subscription = here.listen(CONVERSATION, false)) {
            assertThat(next(subscription, 0)).containsExactly(1L);
            assertThat(next(subscription, 1)).isEmpty();
            watch.look();
            assertThat(subscription.awaitEvents(Duration.ZERO, part -> true)).isFalse();
        }
    }

    @Test
    void silence_costs_no_look_into_the_log() {
        append(here, 0);
        try (var subscription = here.listen(CONVERSATION, false)) {
            next(subscription, 0);
            log.away(() -> new IllegalStateException("the log was read"));
            assertThat(next(subscription, 1)).isEmpty();
        }
    }

    @Test
    void while_nobody_listens_nothing_is_looked_at() {
        var looks = new AtomicInteger();
        log.away(() -> new IllegalStateException("look " + looks.incrementAndGet()));
        watch.look();
        assertThat(looks).hasValue(0);
        try (var subscription = here.listen(CONVERSATION, false)) {
            watch.look();
            assertThat(looks).as("an outage is no fault of the watch").hasValue(1);
        }
    }
}
