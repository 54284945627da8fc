package palimpsest.benchmarks.context;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.GeneratedLibrary;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.benchmarks.data.TemporaryDatabase;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.PostgresDocumentStore;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.PostgresQuoteSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.text.Tokenizers;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.event.ContextTerms;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.DocumentEvent.AttachedDocument;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.EventCodec;
import palimpsest.runtime.event.EventFeed;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.loop.RunEnding;
import palimpsest.runtime.loop.RunLoop;
import palimpsest.runtime.loop.RunVerification;
import palimpsest.runtime.loop.ToolGate;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.extractive.ExtractiveChatModel;
import palimpsest.runtime.past.Past;
import palimpsest.runtime.verify.Policy;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;
import palimpsest.tools.ContextTools;

/** What the checks cost a run over 20,000 and over 2,000,000 tokens, alone and with twenty beside each other. */
public final class VerifyBenchmark implements Benchmark {

    private static final String TENANT = GeneratedLibrary.TENANT;
    private static final String FACT = "Wilma Krull lit the copper lantern of the harbour in March 1874, and 41 boats came in.";
    private static final String ELSEWHERE = "Osgood Finch counted 733 barrels of tar behind the customs house.";
    private static final String QUESTION = "Who lit the copper lantern of the harbour?";
    private static final int PART = 250_000;
    private static final int TOKENS_A_SENTENCE = 40;
    private static final int BESIDE = 20;

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String description() {
        return "A run with its checks (policy warn) against the same run without their time: without a language model, and of a script that notes a quote that it "
                + "read, one of a text that it did not read and one that stands nowhere. The model's time is not in it. Ratio 1.05: the checks take 5 % of the run.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (TemporaryDatabase database = TemporaryDatabase.start()) {
            var scenes = List.of(new Scene(database, 20_000), new Scene(database, effort.of(200_000, 2_000_000)));
            for (Scene scene : scenes) {
                scene.warmUp();
                rows.add(scene.row("run without a language model", effort.of(2, 8), Scene::extractive));
                rows.add(scene.row("run with quotes read, unread and made up", effort.of(2, 8), Scene::quoting));
            }
            Scene large = scenes.getLast();
            rows.add(large.beside(Scene::quoting));
        }
        return rows;
    }

    /** The time of a run, and of its checks in it, in nanoseconds. */
    private record Cost(long run, long checks, int undecided) {}

    private interface Running {
        Cost in(Scene scene);
    }

    /** Documents of one size, and runs over them. */
    private static final class Scene {

        private final TemporaryDatabase database;
        private final PostgresDocumentStore documents;
        private final PostgresPassageSearch search;
        private final List<Document> library = new ArrayList<>();
        private final int tokens;

        Scene(TemporaryDatabase database, int tokens) {
            this.database = database;
            this.documents = new PostgresDocumentStore(database.jdbc(), "none");
            this.search = new PostgresPassageSearch(database.jdbc(), database.transaction(), null, "none", SearchMode.LEXICAL);
            var generated = new GeneratedLibrary(database, "none");
            var text = new GeneratedText(tokens);
            int total = 0;
            while (total < tokens) {
                int sentences = Math.min(PART, tokens - total) / TOKENS_A_SENTENCE;
                Document part = generated.add(text.sentences(sentences / 2) + FACT + "\n\n" + text.sentences(sentences / 2) + (library.isEmpty() ? ELSEWHERE : "Number " + total + "."));
                library.add(part);
                total += part.tokens();
            }
            this.tokens = total;
        }

        void warmUp() {
            extractive();
            quoting();
        }

        private Row row(String what, int rounds, Running running) {
            List<Cost> costs = IntStream.range(0, rounds).mapToObj(i -> running.in(this)).toList();
            return row(what, costs);
        }

        private Row row(String what, List<Cost> costs) {
            int undecided = costs.stream().mapToInt(Cost::undecided).sum();
            double all = costs.stream().mapToLong(Cost::run).average().orElseThrow() / 1e6;
            double checks = costs.stream().mapToLong(Cost::checks).average().orElseThrow() / 1e6;
            return new Row(String.format(Locale.ROOT, "%s, %,d tokens%s", what, tokens, undecided == 0 ? "" : " (" + undecided + " undecided)"), all, all - checks, "ms");
        }

        /** Twenty at once. */
        Row beside(Running running) throws InterruptedException, ExecutionException {
            try (var threads = Executors.newFixedThreadPool(BESIDE)) {
                List<Future<Cost>> runs = IntStream.range(0, BESIDE).mapToObj(i -> threads.submit(() -> running.in(this))).toList();
                List<Cost> costs = new ArrayList<>();
                for (Future<Cost> run : runs) {
                    costs.add(run.get());
                }
                return row(BESIDE + " runs beside each other", costs);
            }
        }

        Cost extractive() {
            return run(new ExtractiveChatModel(Tokenizers.byId("o200k_base")::count), false);
        }

        Cost quoting() {
            return run(new Quoting(), true);
        }

        private Cost run(ChatModel model, boolean languageModel) {
            var checks = new CheckingVerifier(KnowledgeChecks.all(), VerificationBudget.Limits.DEFAULT);
            var spent = new AtomicLong();
            var undecided = new AtomicInteger();
            Verifier timed = (subject, facts) -> {
                long before = System.nanoTime();
                Verification found = checks.verify(subject, facts);
                spent.addAndGet(System.nanoTime() - before);
                undecided.addAndGet((int) found.findings().stream().filter(finding -> finding.verdict() == Verdict.UNKNOWN).count());
                return found;
            };
            var log = new ConversationLog(new MemoryLog(), new EventCodec(), new EventFeed());
            var tools = ContextTools.over(documents, search);
            UUID conversation = UUID.randomUUID();
            var terms = new RunTerms("bench", languageModel, "Read, note and finish.", 64_000, 4_000, 50, 60, false, tools.offeredByDefault(), ContextTerms.DEFAULT);
            log.append(TENANT, conversation, null, 0, List.of(new DocumentsChanged(library.stream().map(each -> new AttachedDocument(each.id(), each.name(), each.tokens())).toList(), List.of())));
            log.append(TENANT, conversation, UUID.randomUUID(), 1, List.of(new UserSpoke(QUESTION), new RunStarted(terms)));
            var loop = new RunLoop(log, ConversationStates.withoutCheckpoints(log), new ToolOffer(tools), documents, new RunEnding(documents, new CitationResolver()), Past.byIdOnly(log),
                    new KnownCalibrations(), ToolGate.OPEN, new RunVerification(timed, Policy.WARN, log, documents, new PostgresQuoteSearch(database.jdbc()), tools));
            long start = System.nanoTime();
            loop.run(TENANT, conversation, model, Tokenizers.byId("o200k_base"), () -> false);
            return new Cost(System.nanoTime() - start, spent.get(), undecided.get());
        }
    }

    /** Reads and notes as a language model does. */
    private static final class Quoting implements ChatModel {

        private int step;

        @Override
        public ChatResponse doChat(ChatRequest request) {
            step++;
            ToolExecutionRequest call = switch (step) {
                case 1 -> call("buildIndex", "{\"chunk_size\": 1000, \"overlap\": 100}");
                case 2 -> call("searchEngine", "{\"keyword\": \"copper lantern harbour\"}");
                case 3, 4, 5, 6, 7, 8 -> call("readChunk", "{\"chunk_id\": " + (step - 2) + "}");
                case 9 -> note("elsewhere", ELSEWHERE);
                case 10 -> note("fact", FACT);
                case 11 -> note("nowhere", "Wilma Krull lit the silver lantern of the harbour in May 1899.");
                default -> call("finish", "{\"answer\": \"Wilma Krull lit it: “Wilma Krull lit the copper lantern of the harbour in March 1874”.\"}");
            };
            return ChatResponse.builder().aiMessage(AiMessage.from(List.of(call))).finishReason(FinishReason.TOOL_EXECUTION).build();
        }

        private ToolExecutionRequest note(String key, String quote) {
            return call("note", "{\"key\": \"" + key + "\", \"summary\": \"what it says\", \"content\": \"It says: “" + quote + "”\"}");
        }

        private ToolExecutionRequest call(String tool, String arguments) {
            return ToolExecutionRequest.builder().id("call_" + step).name(tool).arguments(arguments).build();
        }
    }
}
