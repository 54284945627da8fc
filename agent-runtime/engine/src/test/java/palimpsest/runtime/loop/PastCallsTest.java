package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.answer.ReadTexts;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.verify.Facts.PastCall;
import palimpsest.tools.spi.ToolOutcome;

/** What a check sees of the calls before. */
class PastCallsTest {

    private static final UUID RUN = new UUID(0, 2);

    private final LoopScene scene = new LoopScene().ask("Why?");

    private void call(int msgId, String id) {
        scene.append(RUN, new AssistantSpoke(msgId, null, List.of(new Call(id, "readChunk", "{\"chunk_id\": " + msgId + "}")), null, null),
                new ToolAnswered(msgId + 1, msgId, id, "readChunk", ToolOutcome.result("content", "text"), 1));
    }

    private List<Integer> seen() {
        var facts = new ConversationFacts(LoopScene.TENANT, LoopScene.CONVERSATION, scene.state(), new RunReading(null, new ReadTexts()), scene.conversations, scene.documents, null, null, name -> false);
        return facts.calls().stream().map(PastCall::msgId).toList();
    }

    private long lastSeq() {
        return scene.conversations.read(LoopScene.TENANT, LoopScene.CONVERSATION, 0).getLast().seq();
    }

    @Test
    void calls_that_a_rewind_or_a_repair_took_back_are_not_among_them() {
        scene.append(RUN, new RunStarted(scene.terms()));
        call(1, "a");
        long kept = lastSeq();
        call(3, "b");
        assertThat(seen()).containsExactly(2, 4);

        scene.append(RUN, new EventsSetAside(List.of(kept + 1, kept + 2), null));
        assertThat(seen()).as("set aside by a repair").containsExactly(2);

        call(3, "c");
        scene.append(RUN, new RunRewound(2, kept, 3));
        assertThat(seen()).as("rewound").containsExactly(2);
    }
}
