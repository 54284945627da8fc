package palimpsest.peers.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.tools.finish.Finish;
import palimpsest.tools.index.BuildIndex;
import palimpsest.tools.read.ReadChunk;

/** What is counted message by message, each once, is what counting every request as a whole comes to. */
class MeteredModelTest {

    private static final Tokenizer WORDS = new WhitespaceTokenizer();
    private static final List<ToolSpecification> TOOLS = List.of(new BuildIndex(null).specification(), new ReadChunk(null, null).specification(), new Finish().specification());
    private static final int MARKUP = 4;

    private MeteredModel model;

    @BeforeEach
    void starts() {
        model = new MeteredModel(WORDS);
    }

    /** What each request holds, written out, and counted anew from its first word to its last. */
    private static final class Whole {
        private long input;
        private long cached;
        private long peak;
        private List<String> before = List.of();

        void add(List<ChatMessage> messages) {
            long tools = new WindowMeter(WORDS, TOOLS).toolTokens();
            List<String> written = messages.stream().map(Whole::written).toList();
            long tokens = tools + written.stream().mapToLong(Whole::count).sum();
            int same = (int) IntStream.range(0, Math.min(before.size(), written.size())).takeWhile(i -> before.get(i).equals(written.get(i))).count();
            cached += before.isEmpty() ? 0 : tools + written.subList(0, same).stream().mapToLong(Whole::count).sum();
            input += tokens;
            peak = Math.max(peak, tokens);
            before = written;
        }

        /** With a word for each piece of markup. */
        private static String written(ChatMessage message) {
            String markup = " #".repeat(MARKUP) + " ";
            return message.type() + markup + switch (message) {
                case SystemMessage system -> system.text();
                case UserMessage user -> user.singleText();
                case ToolExecutionResultMessage result -> result.text();
                case AiMessage said -> said.text() + said.toolExecutionRequests().stream().map(call -> markup + call.name() + " " + call.arguments()).collect(Collectors.joining());
                default -> throw new IllegalArgumentException(message.toString());
            };
        }

        private static long count(String written) {
            return WORDS.count(written) - 1;
        }
    }

    private static ChatMessage copy(ChatMessage message) {
        return switch (message) {
            case UserMessage user -> UserMessage.from(new StringBuilder(user.singleText()).toString());
            case ToolExecutionResultMessage result -> ToolExecutionResultMessage.from(result.id(), result.toolName(), new StringBuilder(result.text()).toString());
            default -> message;
        };
    }

    @ParameterizedTest
    @EnumSource(HistoryPolicy.class)
    void counts_of_messages_add_up_to_those_of_whole_requests(HistoryPolicy policy) {
        var whole = new Whole();
        var chronicle = Chronicle.of(60_000, WORDS, 7);
        var watched = new LoopReader(model, chronicle.text(), WORDS, TOOLS.subList(0, 2)) {
            @Override
            AiMessage chat(List<ChatMessage> messages) {
                whole.add(messages);
                // As a runtime does that reads its history from a store: equal messages, and not the same ones.
                return super.chat(messages.stream().map(MeteredModelTest::copy).toList());
            }
        };
        watched.ask(policy, ReadingTask.LEDGER.question());
        MeteredModel.Used used = model.takeUsed();
        assertThat(used.requests()).isGreaterThan(15);
        assertThat(used.input()).isEqualTo(whole.input);
        assertThat(used.peak()).isEqualTo(whole.peak);
        assertThat(used.cached()).isEqualTo(whole.cached);
    }

    @Test
    void a_message_that_changes_ends_what_a_prefix_cache_serves() {
        List<ChatMessage> messages = new ArrayList<>(List.of(SystemMessage.from("one two three"), UserMessage.from(ReadingTask.NEEDLE.question()), UserMessage.from("a b"), UserMessage.from("c d e")));
        ask(messages);
        messages.set(2, UserMessage.from("another"));
        ask(messages);
        long tools = new WindowMeter(WORDS, TOOLS).toolTokens();
        assertThat(model.takeUsed().cached()).isEqualTo(tools + 2 * MARKUP + 3 + WORDS.count(ReadingTask.NEEDLE.question()));
    }

    private void ask(List<ChatMessage> messages) {
        model.chat(ChatRequest.builder().messages(messages).toolSpecifications(TOOLS).build());
    }
}
