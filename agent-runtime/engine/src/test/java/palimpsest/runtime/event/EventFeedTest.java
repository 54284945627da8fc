package palimpsest.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventFeedTest {

    private static final UUID CONVERSATION = new UUID(1, 1);
    private static final UUID RUN = new UUID(2, 2);
    private static final UUID FIRST = new UUID(3, 1);
    private static final UUID SECOND = new UUID(3, 2);

    private final EventFeed feed = new EventFeed();

    @Test
    void who_begins_to_listen_in_the_middle_of_a_message_hears_it_from_its_beginning() throws InterruptedException {
        say(FIRST, SpokenPart.TEXT, 0, "Let ");
        say(FIRST, 0, 0, "{\"answer\":");
        say(FIRST, SpokenPart.TEXT, 4, "me see.");
        try (var late = feed.listen(CONVERSATION, true); var deaf = feed.listen(CONVERSATION, false)) {
            say(FIRST, 0, 10, " \"42\"}");
            assertThat(heard(late)).containsExactly(part(FIRST, SpokenPart.TEXT, 0, "Let me see."), part(FIRST, 0, 0, "{\"answer\":"), part(FIRST, 0, 10, " \"42\"}"));
            assertThat(heard(deaf)).isEmpty();
        }
    }

    @Test
    void what_was_taken_back_or_recorded_is_heard_by_nobody_who_comes_later() throws InterruptedException {
        say(FIRST, SpokenPart.TEXT, 0, "Wro");
        say(SECOND, SpokenPart.TEXT, 0, "Right");
        try (var late = feed.listen(CONVERSATION, true)) {
            assertThat(heard(late)).containsExactly(part(SECOND, SpokenPart.TEXT, 0, "Right"));
        }
        feed.spoken(CONVERSATION);
        try (var later = feed.listen(CONVERSATION, true)) {
            assertThat(heard(later)).isEmpty();
        }
    }

    @Test
    void events_are_handed_on_once_in_order_without_those_that_are_known() throws InterruptedException {
        try (var subscription = feed.listen(CONVERSATION, false)) {
            assertThat(subscription.after(0)).as("the log was not read yet").isEmpty();
            feed.appended(CONVERSATION, List.of(event(1), event(2)));
            feed.appended(CONVERSATION, List.of(event(3)));
            assertThat(subscription.after(1)).contains(List.of(event(2), event(3)));
            assertThat(subscription.after(3)).as("nothing was heard since").isEmpty();
            feed.appended(CONVERSATION, List.of(event(3)));
            assertThat(subscription.awaitEvents(Duration.ZERO, part -> true)).isTrue();
            assertThat(subscription.after(3)).as("only what is known was heard").contains(List.of());
        }
    }

    @Test
    void who_missed_an_event_reads_the_log() {
        try (var subscription = feed.listen(CONVERSATION, false)) {
            feed.appended(CONVERSATION, List.of(event(3)));
            assertThat(subscription.after(1)).as("2 was appended elsewhere").isEmpty();
            feed.appended(CONVERSATION, List.of(event(4)));
            assertThat(subscription.after(3)).contains(List.of(event(4)));
        }
    }

    private static RecordedEvent event(long seq) {
        return new RecordedEvent(CONVERSATION, seq, RUN, Instant.EPOCH, new RunEvent.StepStarted(1, "m"));
    }

    private void say(UUID attempt, int call, int offset, String text) {
        feed.said(CONVERSATION, part(attempt, call, offset, text));
    }

    private static SpokenPart part(UUID attempt, int call, int offset, String text) {
        return new SpokenPart(RUN, 1, attempt, call, call == SpokenPart.TEXT ? null : "finish", offset, text);
    }

    private static List<SpokenPart> heard(EventFeed.Subscription subscription) throws InterruptedException {
        var parts = new ArrayList<SpokenPart>();
        subscription.awaitEvents(Duration.ZERO, parts::add);
        return parts;
    }
}
