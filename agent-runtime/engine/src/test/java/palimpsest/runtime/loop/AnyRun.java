package palimpsest.runtime.loop;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.ContextTerms.ToolClearing;
import palimpsest.runtime.model.ModelFailure;

/**
 * What may happen in a run: whatever a model says and calls, results of any size and shape, a provider that refuses, a process that dies,
 * a person who brings back what was pruned.
 *
 * @param window    tokens
 * @param question  words of it
 * @param allCalls  whether more than the first call of a message is answered
 * @param turns     of the model, in order; it finishes when there are no more
 * @param meanwhile before each turn, by others
 */
record AnyRun(int window, int question, PruningTerms pruning, boolean allCalls, List<Move> moves) {

    /** A turn of the model, with what others do before it. */
    record Move(Consumer<LoopScene> before, TalkingModel.Turn turn) {}

    /** A conversation of some runs. */
    static Arbitrary<List<AnyRun>> several() {
        return Combinators.combine(Arbitraries.integers().between(1600, 6000), sizes(200), prunings(), Arbitraries.of(true, false), anyMove().list().ofMaxSize(14)).as(AnyRun::new)
                .list().ofMinSize(1).ofMaxSize(3);
    }

    private static Arbitrary<PruningTerms> prunings() {
        return Combinators.combine(policies(), Arbitraries.doubles().between(0.01, 1).injectNull(0.5)).as(PruningTerms::withStubShare);
    }

    private static Arbitrary<PruningTerms> policies() {
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(PruningTerms.IMMEDIATE)),
                Tuple.of(1, Arbitraries.integers().between(1, 2000).map(minimum -> new PruningTerms("batched", minimum, 0, null))),
                Tuple.of(1, Arbitraries.just(new PruningTerms("cache-aware", 0, 0.1, null))),
                Tuple.of(1, Combinators.combine(Arbitraries.integers().between(300, 2000), Arbitraries.integers().between(1, 3))
                        .as((trigger, keep) -> new PruningTerms("immediate", 0, 0, new ToolClearing(trigger, keep, 50, List.of("note"), true)))));
    }

    private static Arbitrary<Move> anyMove() {
        return Combinators.combine(meanwhile(), turns()).as(Move::new);
    }

    private static Arbitrary<Consumer<LoopScene>> meanwhile() {
        return Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.just(scene -> { })),
                Tuple.of(1, Arbitraries.integers().between(0, 30).<Consumer<LoopScene>>map(n -> scene -> scene.undo(n))),
                Tuple.of(1, sizes(5000).<Consumer<LoopScene>>map(size -> scene -> scene.attach("more.txt", LoopScene.words(size)))));
    }

    private static Arbitrary<TalkingModel.Turn> turns() {
        return Arbitraries.frequencyOf(
                Tuple.of(16, Combinators.combine(sizes(60), calls(), Arbitraries.doubles().between(0.5, 2).injectNull(0.6)).as(AnyRun::saying)),
                Tuple.of(1, Arbitraries.of("", " \n").map(TalkingModel::text)),
                Tuple.of(1, sizes(100).map(size -> TalkingModel.text(LoopScene.words(size), FinishReason.LENGTH))),
                Tuple.of(1, Arbitraries.just(TalkingModel.throwing(new ModelFailure(ModelFailure.Kind.CONTEXT_LENGTH, "too long")))),
                Tuple.of(1, Arbitraries.just(TalkingModel.throwing(new ModelFailure(ModelFailure.Kind.CANCELLED, "killed")))));
    }

    /** @param counted how many of our tokens one of the provider's is, null when it reports none */
    private static TalkingModel.Turn saying(int words, List<ToolExecutionRequest> calls, Double counted) {
        return request -> ChatResponse.builder()
                .aiMessage(AiMessage.builder().text(words == 0 ? null : LoopScene.words(words)).toolExecutionRequests(calls).build())
                .finishReason(FinishReason.TOOL_EXECUTION)
                .tokenUsage(counted == null ? null : new TokenUsage((int) (BudgetPropertiesTest.counted(request) * counted), 5))
                .build();
    }

    private static Arbitrary<List<ToolExecutionRequest>> calls() {
        return Arbitraries.frequencyOf(Tuple.of(5, call().list().ofSize(1)), Tuple.of(1, call().list().ofMinSize(2).ofMaxSize(5)));
    }

    private static Arbitrary<ToolExecutionRequest> call() {
        Arbitrary<Integer> ids = Arbitraries.integers().between(1, 30);
        return Arbitraries.frequencyOf(
                Tuple.of(6, Combinators.combine(Arbitraries.of(SizedResults.SHAPES), sizes(6000)).as((shape, size) ->
                        call(SizedResults.NAME, "{\"shape\": \"" + shape + "\", \"size\": " + size + "}"))),
                Tuple.of(2, Arbitraries.just(call("loadDocument", "{}"))),
                Tuple.of(2, sizes(4000).map(size -> call("buildIndex", "{\"chunk_size\": " + (size + 1) + "}"))),
                Tuple.of(4, Arbitraries.integers().between(0, 9).map(chunk -> call("readChunk", "{\"chunk_id\": " + chunk + "}"))),
                Tuple.of(1, Arbitraries.just(call("readChunk", "{\"enable_scan\": true}"))),
                Tuple.of(1, Arbitraries.of("w1", "w1, w200, w3000").map(words -> call("searchEngine", "{\"keyword\": \"" + words + "\"}"))),
                Tuple.of(3, Combinators.combine(Arbitraries.of("a", "b", "c"), sizes(300), sizes(80)).as((key, summary, content) -> call("note",
                        "{\"key\": \"" + key + "\", \"summary\": \"" + LoopScene.words(summary) + "\", \"content\": \"" + LoopScene.words(content) + "\"}"))),
                Tuple.of(1, Arbitraries.of("a", "b").map(key -> call("readNote", "{\"key\": \"" + key + "\"}"))),
                Tuple.of(3, ids.map(id -> call("deleteContext", "{\"msg_id\": " + id + "}"))),
                Tuple.of(2, ids.map(id -> call("restoreContext", "{\"msg_id\": " + id + "}"))),
                Tuple.of(1, Arbitraries.just(call("checkBudget", "{}"))),
                Tuple.of(1, Combinators.combine(Arbitraries.of("teleport", "note", ""), Arbitraries.of("", "[]", "{\"a\": ", "w w w")).as(AnyRun::call)));
    }

    private static ToolExecutionRequest call(String tool, String arguments) {
        return TalkingModel.request(null, tool, arguments);
    }

    /** Mostly small, sometimes up to {@code most}. */
    private static Arbitrary<Integer> sizes(int most) {
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.integers().between(0, Math.max(1, most / 20))), Tuple.of(1, Arbitraries.integers().between(0, most)));
    }

    @Override
    public String toString() {
        return "a run of " + moves.size() + " turns in a window of " + window + " with a question of " + question + " words, " + pruning + (allCalls ? ", all calls of a message answered" : "");
    }
}
