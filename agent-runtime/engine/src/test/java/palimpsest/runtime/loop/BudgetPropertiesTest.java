package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.ExchangeCompactor;
import palimpsest.runtime.context.ProjectedMessage;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.context.WindowMeter;
import palimpsest.runtime.context.WindowProjection;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.model.MendedRequests;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.model.wire.WireTools;

/** Whatever happens in a conversation, each request that leaves fits and is valid. Counted anew, not as the loop counts. */
class BudgetPropertiesTest {

    private static final int DEATHS = 30;
    /** What takes the place of a result of which no part fits. */
    private static final ChatMessage SHORTEST_RESULT = UserMessage.from(LoopScene.words(50));

    @Provide
    Arbitrary<List<AnyRun>> conversations() {
        return AnyRun.several();
    }

    @Property(tries = 60)
    void no_request_exceeds_the_window_and_each_is_whole(@ForAll("conversations") List<AnyRun> runs) {
        var scene = new LoopScene(new SizedResults());
        scene.attach("a.txt", LoopScene.words(3000));
        for (AnyRun run : runs) {
            scene.window(run.window()).maxOutput(400).pruning(run.pruning()).answeringAllCalls(run.allCalls()).maxSteps(40).ask("Why? " + LoopScene.words(run.question()));
            var model = new Checked(scene, run.moves().iterator());
            for (int deaths = 0; scene.state().running() && deaths < DEATHS; deaths++) {
                scene.run(model);
            }
            assertThat(scene.state().running()).as("every run ends").isFalse();
            assertThat(scene.state().pendingCalls()).isEmpty();
            whatDidNotFitCouldNot(scene);
        }
        onlyOlderMessagesWent(scene.events());
        Statistics.collect(scene.events(RunFailed.class).isEmpty() ? "all fitted" : "something could not fit");
    }

    /** A model that looks at each request before it answers. */
    private record Checked(LoopScene scene, Iterator<AnyRun.Move> moves) implements ChatModel {

        @Override
        public ChatResponse doChat(ChatRequest request) {
            var measured = scene.last(BudgetMeasured.class);
            int counted = counted(request);
            assertThat(measured.countedTokens()).as("as the loop counted").isEqualTo(counted);
            double factor = scene.state().calibration().factor();
            assertThat(counted * factor).isLessThanOrEqualTo(scene.terms().limit());
            assertPaired(request);
            MendedRequests.check(request);
            assertThat(((SystemMessage) request.messages().getFirst()).text()).isEqualTo(LoopScene.PROMPT);
            List<String> asked = scene.events(UserSpoke.class).stream().map(UserSpoke::content).toList();
            assertThat(said(request)).as("the question, and those of before as far as they stand").containsSubsequence(asked.subList(scene.state().window().foldedQuestions(), asked.size()));
            if (!moves.hasNext()) {
                return TalkingModel.finish("done").apply(request);
            }
            AnyRun.Move move = moves.next();
            move.before().accept(scene);
            return move.turn().apply(request);
        }
    }

    /** Each message and call has 4 tokens of markup, each tool its definition. */
    static int counted(ChatRequest request) {
        int tokens = words(PythonJson.write(WireTools.toWire(request.toolSpecifications())));
        for (ChatMessage message : request.messages()) {
            tokens += 4 + switch (message) {
                case SystemMessage system -> words(system.text());
                case UserMessage user -> words(user.singleText());
                case ToolExecutionResultMessage result -> words(result.text());
                case AiMessage said -> words(said.text()) + said.toolExecutionRequests().stream().mapToInt(call -> 4 + words(call.name()) + words(call.arguments())).sum();
                default -> throw new AssertionError(message);
            };
        }
        return tokens;
    }

    private static int words(String text) {
        return text == null || text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    static void assertPaired(ChatRequest request) {
        Set<String> waiting = new HashSet<>();
        for (ChatMessage message : request.messages()) {
            if (message instanceof ToolExecutionResultMessage result) {
                assertThat(waiting.remove(result.id())).as("a call waits for %s", result.id()).isTrue();
                continue;
            }
            assertThat(waiting).as("calls without a result").isEmpty();
            if (message instanceof AiMessage said) {
                said.toolExecutionRequests().stream().map(ToolExecutionRequest::id).forEach(id -> assertThat(waiting.add(id)).isTrue());
            }
        }
        assertThat(waiting).as("calls without a result").isEmpty();
    }

    /** What the user said, without the block of notes. */
    private static List<String> said(ChatRequest request) {
        return request.messages().stream().filter(UserMessage.class::isInstance).map(message -> ((UserMessage) message).singleText())
                .map(text -> text.contains("\n\n<external_memory>") ? text.substring(0, text.indexOf("\n\n<external_memory>")) : text).toList();
    }

    /** A run ends for want of room only when what may never go, and the last exchange, are too large by themselves. */
    private static void whatDidNotFitCouldNot(LoopScene scene) {
        if (!(scene.events().getLast() instanceof RunFailed failed) || !failed.type().equals("window-too-small")) {
            return;
        }
        ContextState state = scene.state();
        var projection = new WindowProjection();
        var meter = new WindowMeter(new WhitespaceTokenizer(), scene.offer.specifications(scene.terms().tools())).calibrated(state.calibration().factor());
        List<ProjectedMessage> window = projection.project(scene.terms(), state);
        assertThat(new ExchangeCompactor(projection).least(window, meter)).isGreaterThan(scene.terms().limit());
        // An empty message of the model leaves the exchange before it the last one.
        long results = window.subList(ExchangeCompactor.lastExchange(window), window.size()).stream()
                .filter(message -> message.source() instanceof WindowMessage.Tool).count();
        window.removeIf(message -> message.source() instanceof WindowMessage.Tool);
        assertThat(new ExchangeCompactor(projection).least(window, meter) + results * meter.tokens(SHORTEST_RESULT)).as("no result is to blame")
                .isGreaterThan(scene.terms().limit());
        assertThat(failed.detail()).contains("of " + scene.terms().window() + " tokens", "larger window");
    }

    /** What the runtime takes out is older than the model's last message, unless a new question followed that. */
    private static void onlyOlderMessagesWent(List<ConversationEvent> events) {
        int last = Integer.MAX_VALUE;
        for (ConversationEvent event : events) {
            switch (event) {
                case UserSpoke ignored -> last = Integer.MAX_VALUE;
                case AssistantSpoke said when !said.calls().isEmpty() || said.text() != null && !said.text().isBlank() -> last = said.msgId();
                case MessagePruned prune when prune.by().equals("runtime") -> assertThat(prune.msgId()).isLessThan(last);
                case ExchangesFolded fold -> assertThat(new ArrayList<>(fold.msgIds())).doesNotContain(last);
                default -> { }
            }
        }
    }
}
