package palimpsest.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.retrieve.PassageLinks.Use;
import palimpsest.memory.retrieve.PassageLinks.Used;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;

class UsedTogetherTest {

    private static final UUID RUN = new UUID(0, 7);
    private static final UUID KEY = new UUID(0, 1);
    private static final UUID CELLAR = new UUID(0, 2);

    private record Recorded(String tenant, UUID run, Use use, List<Used> used) {}

    private final List<Recorded> recorded = new ArrayList<>();

    private void follow(boolean found, List<Citation> citations) {
        List<ConversationEvent> events = List.of(new TextRead(KEY, 1, 0, 90, 20), new TextRead(CELLAR, 2, 40, 80, 9), new TextRead(KEY, 1, 0, 90, 20),
                new RunFinished(new RunResult("Behind the door.", found, citations, 1, 1, 1, 1, 1, 0, List.of(), "m", true, "finish", null, null)));
        new UsedTogether((tenant, run, use, used) -> recorded.add(new Recorded(tenant, run, use, used))).follow("acme", new UUID(0, 9),
                IntStream.range(0, events.size()).mapToObj(i -> new RecordedEvent(new UUID(0, 9), i, RUN, Instant.EPOCH, events.get(i))).toList());
    }

    @Test
    void what_was_read_and_what_was_cited_is_recorded_under_the_run() {
        follow(true, List.of(new Citation("key.txt", KEY, 1, 10, 20, "brass key"), new Citation("cellar.txt", CELLAR, 2, 44, 60, "behind the door")));
        assertThat(recorded).containsExactly(new Recorded("acme", RUN, Use.READ, List.of(new Used(KEY, 0, 90), new Used(CELLAR, 40, 80))),
                new Recorded("acme", RUN, Use.CITED, List.of(new Used(KEY, 10, 20), new Used(CELLAR, 44, 60))));
    }

    @Test
    void an_answer_that_found_nothing_links_nothing() {
        follow(false, List.of());
        assertThat(recorded).isEmpty();
    }
}
