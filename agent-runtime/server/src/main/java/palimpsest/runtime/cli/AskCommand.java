package palimpsest.runtime.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import palimpsest.memory.document.Document;
import palimpsest.memory.embed.EmbeddingProgress;
import palimpsest.memory.embed.EmbeddingService;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.api.EventView;
import palimpsest.runtime.conversation.ConversationDocuments;
import palimpsest.runtime.conversation.Conversations;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.event.ApprovalEvent;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.MessageEvent;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunFollower;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "ask", mixinStandardHelpOptions = true,
        description = {"Answers a question over files and folders, with quotes and where they stand.",
            "Files that are indexed and unchanged are not read again. Progress goes to standard error."})
final class AskCommand implements Callable<Integer> {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration LONGEST_EMBEDDING = Duration.ofHours(12);

    private static final int SHOWN_OF_LEFT_OUT = 5;
    /** Tokens of documents that no agent reads from the beginning to the end. */
    private static final long SURELY_SEARCHED = 32_000;

    @Option(names = "--docs", paramLabel = "PATH", required = true, arity = "1..*", description = "Files and folders to answer from.")
    private List<Path> docs;

    @Option(names = "--include", paramLabel = "PATTERN",
            description = "Of folders only files that match, such as '*.md' or docs/ (as in .gitignore; may be given several times).")
    private List<String> include = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "PATTERN",
            description = "Leave out of folders what matches, besides what is hidden, what .gitignore names, and what tools installed or built.")
    private List<String> exclude = new ArrayList<>();

    @Option(names = "--question", paramLabel = "TEXT", required = true, description = "What you want to know.")
    private String question;

    @Option(names = "--window", paramLabel = "TOKENS", description = "Tokens that no request exceeds (default: the model's, 32000 without a language model).")
    private Integer window;

    @Option(names = "--model", paramLabel = "NAME", description = "A model of the configuration (default: the configured default).")
    private String model;

    @Option(names = "--wait-for-embeddings", description = "Search by meaning too: wait until all documents are embedded.")
    private boolean waitForEmbeddings;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() throws InterruptedException {
        if (question.isBlank()) {
            throw new CommandFailed(ExitCode.NO_INPUT, "The question is empty: write what you want to know after --question.");
        }
        Map<String, Object> properties = data.quietProperties();
        putAll(properties, "palimpsest.documents.include", include);
        putAll(properties, "palimpsest.documents.exclude", exclude);
        if (window != null) {
            properties.put("palimpsest.agent.window", window);
        }
        if (model != null) {
            properties.put("palimpsest.default-model", model);
        }
        var progress = new Progress(quiet);
        try (ConfigurableApplicationContext context = DataOptions.startToAsk(question, properties)) {
            return ask(context, progress);
        }
    }

    private static void putAll(Map<String, Object> properties, String name, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            properties.put(name + "[" + i + "]", values.get(i));
        }
    }

    private int ask(ConfigurableApplicationContext context, Progress progress) throws InterruptedException {
        String tenant = context.getBean(PalimpsestProperties.class).tenant();
        List<Document> documents = index(context.getBean(Ingestion.class), tenant, progress);
        context.getBean(LoadAhead.class).filesAreRead(tokens(documents) > SURELY_SEARCHED);
        var embeddings = context.getBean(EmbeddingService.class);
        if (waitForEmbeddings) {
            waitFor(embeddings, tenant, documents, progress);
        }
        var conversations = context.getBean(Conversations.class);
        UUID conversation = conversations.create(tenant, null, null).id();
        context.getBean(ConversationDocuments.class).attach(tenant, conversation, documents);
        try {
            conversations.ask(tenant, conversation, question);
        } catch (RequestRefused e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
        // Only now: it gives way to the question, and not to what comes before it.
        embeddings.wake();
        return switch (follow(context.getBean(ConversationLog.class), tenant, conversation, progress)) {
            case RunFinished finished -> print(finished.result(), conversation, embeddings.progress(tenant, documents.stream().map(Document::id).toList()));
            case RunFailed failed -> throw new CommandFailed(failed.type().equals("model-unavailable") ? ExitCode.NO_MODEL : ExitCode.FAILED,
                    failed.title() + ": " + failed.detail());
            case ConversationEvent other -> throw new IllegalStateException("A run does not end with " + other);
        };
    }

    private List<Document> index(Ingestion ingestion, String tenant, Progress progress) {
        Map<UUID, Document> documents = new LinkedHashMap<>();
        List<Ingested.Skipped> skipped = new ArrayList<>();
        Map<String, List<String>> leftOut = new LinkedHashMap<>();
        int[] done = new int[2];
        ingestion.ingest(tenant, docs, ingested -> {
            switch (ingested) {
                case Ingested.Added added -> {
                    documents.put(added.document().id(), added.document());
                    done[0]++;
                    progress.passing("Indexed %,d files, %s (%,d tokens)", done[0] + done[1], added.name(), added.document().tokens());
                }
                case Ingested.Unchanged unchanged -> {
                    documents.put(unchanged.document().id(), unchanged.document());
                    done[1]++;
                }
                case Ingested.Skipped left when left.leftOut() -> leftOut.computeIfAbsent(left.reason(), reason -> new ArrayList<>()).add(left.name());
                case Ingested.Skipped left -> {
                    skipped.add(left);
                    progress.line("Skipped: %s %s", left.name(), left.reason());
                }
            }
        });
        leftOut.forEach((reason, names) -> progress.line("Left out: %s, which %s", several(names), reason));
        if (documents.isEmpty()) {
            throw new CommandFailed(ExitCode.NO_INPUT, skipped.isEmpty() ? "There is no document in " + docs + ": give a file, or a folder that holds text, Markdown, HTML, PDF or DOCX."
                    + (leftOut.isEmpty() ? "" : " What was left out is read where it is named itself.")
                    : "Nothing could be read: " + String.join("; ", skipped.stream().limit(5).map(left -> left.name() + " " + left.reason()).toList()) + ".");
        }
        progress.line("%,d documents, %,d tokens (%,d new, %,d unchanged, %,d skipped)", documents.size(),
                tokens(documents.values()), done[0], done[1], skipped.size());
        return List.copyOf(documents.values());
    }

    private static long tokens(Collection<Document> documents) {
        return documents.stream().mapToLong(Document::tokens).sum();
    }

    private static String several(List<String> names) {
        String first = String.join(", ", names.stream().limit(SHOWN_OF_LEFT_OUT).toList());
        int more = names.size() - SHOWN_OF_LEFT_OUT;
        return more > 0 ? String.format(Locale.ROOT, "%s and %,d more", first, more) : first;
    }

    private static void waitFor(EmbeddingService embeddings, String tenant, List<Document> documents, Progress progress) throws InterruptedException {
        List<UUID> ids = documents.stream().map(Document::id).toList();
        Duration waited = Duration.ZERO;
        while (!embeddings.await(tenant, ids, LOOK_AGAIN)) {
            EmbeddingProgress state = embeddings.progress(tenant, ids);
            waited = waited.plus(LOOK_AGAIN);
            if (!state.running() || waited.compareTo(LONGEST_EMBEDDING) > 0) {
                throw new CommandFailed(ExitCode.FAILED, "Embedding stopped at " + state.embedded() + " of " + state.passages()
                        + " passages; the messages above say why. Ask without --wait-for-embeddings to search by words.");
            }
            progress.passing("Embedded %,d of %,d passages", state.embedded(), state.passages());
        }
        progress.line("All passages are embedded");
    }

    private static ConversationEvent follow(ConversationLog log, String tenant, UUID conversation, Progress progress) throws InterruptedException {
        RecordedEvent rested = new RunFollower(log).untilItRests(tenant, conversation, 0, recorded -> {
            if (recorded.event() instanceof MessageEvent.AssistantSpoke said) {
                said.calls().forEach(call -> progress.passing("%s %s", call.name(), call.arguments()));
            }
        });
        progress.passing("");
        if (rested.event() instanceof ApprovalEvent.ApprovalRequested request) {
            throw new CommandFailed(ExitCode.FAILED, "The run waits for a person to decide on a call of " + request.tool()
                    + ". Start serve on the same data, and answer with POST /api/runs/" + rested.runId() + "/approvals/" + request.callId() + ".");
        }
        return rested.event();
    }

    private int print(RunResult result, UUID conversation, EmbeddingProgress embedding) {
        if (json) {
            var out = EventView.result(result);
            out.put("conversation_id", conversation);
            System.out.println(Output.json(out));
            return 0;
        }
        System.out.println(result.answer());
        System.out.println();
        int number = 1;
        for (Citation citation : result.citations()) {
            System.out.printf(Locale.ROOT, "[%d] %s%s%s, characters %,d to %,d: \"%s\"%n", number++, citation.document(),
                    citation.page() == null ? "" : ", page " + citation.page(), citation.chunkId() == null ? "" : ", chunk " + citation.chunkId(), citation.start(), citation.end(),
                    citation.quote().strip().replaceAll("\\s+", " "));
        }
        System.out.printf(Locale.ROOT, "%sread %,d of %,d tokens; largest request %,d tokens; %d steps; %d messages pruned%n",
                result.citations().isEmpty() ? "" : "\n", result.tokensRead(), result.documentTokens(), result.peakRequestTokens(), result.steps(),
                result.prunedMessages());
        if (!result.languageModel()) {
            System.out.println("model: " + result.model() + " (no language model: it quotes)");
        }
        if (!embedding.complete()) {
            System.out.printf(Locale.ROOT, "searched by words; %,d of %,d passages are embedded (--wait-for-embeddings waits for all)%n",
                    embedding.embedded(), embedding.passages());
        }
        return 0;
    }
}
