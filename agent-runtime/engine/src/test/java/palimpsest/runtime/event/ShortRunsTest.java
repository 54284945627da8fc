package palimpsest.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RunEvent.CancelRequested;

class ShortRunsTest {

    private static final String TENANT = "test";
    private static final UUID CONVERSATION = new UUID(0, 1);
    private static final UUID RUN = new UUID(0, 2);

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final ConversationLog conversations = new ConversationLog(log, new EventCodec(), new EventFeed());
    private final ShortRuns runs = new ShortRuns();

    @BeforeEach
    void create() {
        log.create(TENANT, CONVERSATION);
    }

    private List<RecordedEvent> append(UUID runId, ConversationEvent... events) {
        List<RecordedEvent> appended = conversations.append(TENANT, CONVERSATION, runId, log.lastSeq(TENANT, CONVERSATION), List.of(events));
        runs.add(TENANT, appended);
        return appended;
    }

    @Test
    void a_run_appended_here_is_given_whole_and_once() {
        append(null, new UserSpoke("before"));
        append(RUN, new UserSpoke("one"), new Nudged("go"));
        append(RUN, new Nudged("on"));
        assertThat(runs.take("other", RUN, 4)).isEmpty();
        assertThat(runs.take(TENANT, RUN, 3)).as("more was appended since").isEmpty();
        assertThat(runs.take(TENANT, RUN, 4)).hasValueSatisfying(run -> assertThat(run).isEqualTo(conversations.read(TENANT, CONVERSATION, 1)));
        assertThat(runs.take(TENANT, RUN, 4)).isEmpty();
    }

    @Test
    void a_run_between_whose_events_others_appended_is_read() {
        append(RUN, new UserSpoke("one"));
        append(null, new CancelRequested());
        append(RUN, new Nudged("on"));
        assertThat(runs.take(TENANT, RUN, 3)).isEmpty();
        assertThat(conversations.ofRun(TENANT, CONVERSATION, RUN, 3)).extracting(RecordedEvent::seq).containsExactly(1L, 3L);
    }

    @Test
    void a_run_that_began_elsewhere_or_is_long_is_read() {
        append(RUN, new Nudged("on"));
        assertThat(runs.take(TENANT, RUN, 1)).isEmpty();
        append(RUN, Stream.concat(Stream.of(new UserSpoke("one")), IntStream.range(0, 60).mapToObj(i -> new Nudged("on"))).toArray(ConversationEvent[]::new));
        assertThat(runs.take(TENANT, RUN, 62)).isEmpty();
    }
}
