package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.memory.longterm.RecalledItems;
import palimpsest.memory.longterm.UserMemory;
import palimpsest.tools.memory.RecallMemory;

/** What a run begins with of its user's memory. */
class RunRecallTest {

    private static final MemoryItem TOLD = new MemoryItem(new UUID(7, 7), "utterance", "My boat lies at berth 41.", "My boat lies at berth 41.", UserMemory.USER,
            Instant.parse("2026-03-01T08:00:00Z"), "harbour", "harbour", 3, null, 0, "stated", Instant.parse("2026-03-01T08:00:00Z"), null, null, null, null, true);

    @Test
    void it_says_of_how_many_it_is_the_best_where_a_reranker_compared_them() {
        assertThat(begunWith(new RecalledItems(List.of(TOLD), 40))).contains("berth 41", "\"reranked\": 40");
        assertThat(begunWith(RecalledItems.of(List.of(TOLD)))).contains("berth 41").doesNotContain("reranked");
    }

    /** The result of the runtime's call, as the model reads it. */
    private static String begunWith(RecalledItems recalled) {
        var model = new TalkingModel(TalkingModel.call("finish", "{\"answer\": \"At berth 41.\"}"));
        new LoopScene(new RecallMemory(null)).recalling((tenant, conversation, state, tokens) -> recalled).ask("Where does my boat lie?").run(model);
        return model.requests().getFirst().messages().stream().filter(ToolExecutionResultMessage.class::isInstance).map(ToolExecutionResultMessage.class::cast)
                .map(ToolExecutionResultMessage::text).reduce("", String::concat);
    }
}
