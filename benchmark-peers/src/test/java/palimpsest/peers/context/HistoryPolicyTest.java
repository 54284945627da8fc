package palimpsest.peers.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.tools.index.BuildIndex;
import palimpsest.tools.read.ReadChunk;

/** One policy of a model, four ways to keep its history, over a text of three windows. */
class HistoryPolicyTest {

    private static final int TOKENS = 100_000;
    private static final Tokenizer WORDS = new WhitespaceTokenizer();

    private static Chronicle chronicle;

    private final MeteredModel model = new MeteredModel(WORDS);
    private final LoopReader reader = new LoopReader(model, chronicle.text(), WORDS, List.of(new BuildIndex(null).specification(), new ReadChunk(null, null).specification()));

    @BeforeAll
    static void writes() {
        chronicle = Chronicle.of(TOKENS, WORDS, 5);
    }

    private boolean right(HistoryPolicy policy, ReadingTask task) {
        String wanted = chronicle.answers().get(task).entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue()).collect(Collectors.joining("; "));
        return reader.ask(policy, task.question()).equals(wanted);
    }

    @Test
    void with_all_of_the_history_each_answer_is_right_and_requests_grow_with_the_text() {
        for (ReadingTask task : ReadingTask.values()) {
            assertThat(right(HistoryPolicy.FULL_HISTORY, task)).as(task.name()).isTrue();
        }
        MeteredModel.Used used = model.takeUsed();
        assertThat(used.peak()).isGreaterThan(TOKENS);
        assertThat(used.cached()).isBetween(used.input() * 8 / 10, used.input());
    }

    @Test
    void what_has_slid_out_of_the_window_is_missing_in_the_answer() {
        assertThat(right(HistoryPolicy.SLIDING_WINDOW, ReadingTask.COUNT)).isFalse();
        assertThat(right(HistoryPolicy.SLIDING_WINDOW, ReadingTask.LEDGER)).isFalse();
        assertThat(model.takeUsed().peak()).isLessThanOrEqualTo(HistoryPolicy.LIMIT);
    }

    @Test
    void a_summary_and_what_the_model_said_keep_the_answer_in_a_small_window() {
        for (HistoryPolicy policy : List.of(HistoryPolicy.SUMMARY_WHEN_FULL, HistoryPolicy.CLEARED_TOOL_RESULTS)) {
            assertThat(right(policy, ReadingTask.LEDGER)).as(policy.name()).isTrue();
            MeteredModel.Used used = model.takeUsed();
            assertThat(used.peak()).as(policy.name()).isLessThan(HistoryPolicy.LIMIT + 5_000);
        }
    }
}
