package palimpsest.runtime.wiring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.runtime.model.Provider;

/**
 * Everything that can be configured (docs/configuration.md).
 *
 * @param tenant        whose data is worked on; every row carries it
 * @param dataDirectory where the embedded PostgreSQL keeps its data; {@code .palimpsest} in the user's home when not set
 * @param defaultModel  name of the model of agents that name none; the extractive one, which is no language model, when not set
 * @param models        models by name
 * @param agent         what holds for agents that say nothing else
 * @param runs          how runs are worked on
 */
@ConfigurationProperties("palimpsest")
public record PalimpsestProperties(@DefaultValue("default") String tenant, Path dataDirectory, @DefaultValue Database database,
                                   @DefaultValue Documents documents, @DefaultValue Search search, @DefaultValue Embedding embedding,
                                   String defaultModel, @DefaultValue Map<String, Model> models, @DefaultValue Agent agent, @DefaultValue Runs runs,
                                   @DefaultValue Histories histories, @DefaultValue Retention retention) {

    /** How documents are searched: as configured, or else as the agents' profile says. */
    public SearchMode searchMode() {
        return !embedding.enabled() ? SearchMode.LEXICAL : search.mode() != null ? search.mode()
                : agent.profile() == Profile.STATELM ? SearchMode.LEXICAL : SearchMode.HYBRID;
    }

    /** What puts hits in order: as configured, or else a reranker wherever search is by meaning, too. */
    public Reranking reranking() {
        boolean byWords = search.mode() == SearchMode.LEXICAL || search.mode() == null && agent.profile() == Profile.STATELM;
        return !embedding.enabled() ? Reranking.NONE : search.reranker() != null ? search.reranker() : byWords ? Reranking.NONE : Reranking.QRRANKER;
    }

    /** The data directory, resolved. */
    public Path dataDirectoryOrDefault() {
        return (dataDirectory != null ? dataDirectory : Path.of(System.getProperty("user.home"), ".palimpsest")).toAbsolutePath().normalize();
    }

    /**
     * The database server. Without a URL an embedded PostgreSQL is started.
     *
     * @param url      JDBC URL of a PostgreSQL 15 or later with pgvector 0.7 or later; without it the embedded one runs
     * @param username for that server
     * @param password for that server
     * @param poolSize connections to a server, a native embedded one too; PGlite has its own number
     * @param outage   how long a run waits for a database that is away before it is left for the next start
     * @param checkpointEvery events of a conversation between two checkpoints of its state
     * @param schema   of the tables, made when it is missing; where it is not set, the connection's first, and {@code palimpsest} in an
     *                 application's own database
     * @param embedded without a URL: {@code native} (the PostgreSQL 15 or later with pgvector 0.7 or later of this machine, not as root), {@code pglite}, or
     *                 {@code auto}, the native one where there is one; a data directory keeps its kind
     */
    public record Database(String url, String username, String password, @DefaultValue("10") int poolSize, @DefaultValue("10m") Duration outage,
                           @DefaultValue("200") int checkpointEvery, String schema, @DefaultValue("auto") Embedded embedded) {

        /** Which PostgreSQL is started without a URL; as {@code palimpsest.postgres.EmbeddedKind}, which an application may lack. */
        public enum Embedded { AUTO, NATIVE, PGLITE }

        /** The schema, or null; a name that needs no quotes. */
        public String checkedSchema() {
            if (schema != null && !schema.matches("[a-z_][a-z0-9_]{0,62}")) {
                throw new ConfigurationMistake("palimpsest.database.schema must be lower-case letters, digits and underscores, and is " + schema + ".");
            }
            return schema;
        }
    }

    /**
     * @param maxSize   of one file or upload
     * @param maxFiles  read from folders in one go
     * @param tokenizer counts documents and, where a model has none of its own, requests: {@code o200k_base}, {@code cl100k_base},
     *                  {@code whitespace}, or the path of a Hugging Face {@code tokenizer.json}
     * @param include   of a folder read only files that one of these patterns matches, or a folder above them; patterns as in {@code .gitignore}, such as {@code *.md}
     * @param exclude   leave out of a folder files and folders that one of these patterns matches
     * @param gitIgnore leave out of a folder what {@code .gitignore} files name
     */
    public record Documents(@DefaultValue("100MB") DataSize maxSize, @DefaultValue("20000") int maxFiles,
                            @DefaultValue("o200k_base") String tokenizer, @DefaultValue List<String> include, @DefaultValue List<String> exclude,
                            @DefaultValue("true") boolean gitIgnore) {}

    /**
     * @param mode     {@code hybrid} (words and meaning), {@code lexical} (words) or {@code dense} (meaning); when not set hybrid, and lexical
     *                 under the profile {@code statelm}
     * @param language PostgreSQL text search configuration that stems words, or {@code auto}: each document's own
     * @param reranker what puts the first hits of search and memory in order: {@code qrranker}, {@code remote} (an endpoint) or {@code none}; when not set qrranker, and none where
     *                 search is by words alone or QRRanker's libraries are missing
     * @param associative whether search spreads from its best hits to what was cited together with them or stands beside them
     */
    public record Search(SearchMode mode, @DefaultValue("auto") String language,
                         Reranking reranker, @DefaultValue("false") boolean associative) {

        /** The configuration for texts whose language is not told apart: English where each document has its own. */
        public String fixedLanguage() {
            return language.equals("auto") ? "english" : language;
        }
    }

    /** What puts the first hits of a search in order. */
    public enum Reranking { QRRANKER, REMOTE, NONE }

    /**
     * @param enabled without embeddings search is by words
     * @param model   {@code bge-small-en-zh-v1.5-q}: texts in Chinese by {@code bge-small-zh-v1.5-q}, all others by {@code bge-small-en-v1.5-q}; either of these alone for all texts
     */
    public record Embedding(@DefaultValue("true") boolean enabled, @DefaultValue("bge-small-en-zh-v1.5-q") String model) {}

    /**
     * How to reach a model; what is left out takes the provider's usual value.
     *
     * @param provider        {@code openai} (any compatible endpoint), {@code anthropic} or {@code ollama}
     * @param baseUrl         endpoint, such as {@code http://127.0.0.1:8000/v1}; the provider's own when not set
     * @param temperature     of sampling; the provider's when not set
     * @param topP            of sampling; the provider's when not set
     * @param maxOutputTokens kept free for an answer, 4096 when not set; a quarter of the window at most
     * @param tokenizer       counts this model's requests; the documents', calibrated, when not set
     * @param headers         further request headers
     * @param price           per million tokens
     * @param circuit         when it is left alone
     * @param apiKey          taken from the environment, never written to a log
     * @param modelName       the provider's name for it; ours when not set
     * @param window          tokens of request and answer together, 32000 when not set
     * @param timeout         of one attempt, to its last byte; 120 s when not set
     * @param maxRetries      of attempts that may succeed later, 3 when not set
     * @param fallbacks       models that are asked in turn when it does not answer
     */
    public record Model(Provider provider, String baseUrl, String apiKey, String modelName, Double temperature, Double topP,
                        Integer maxOutputTokens, Integer window, Duration timeout, Integer maxRetries, String tokenizer,
                        Map<String, String> headers, @DefaultValue List<String> fallbacks, @DefaultValue Price price,
                        @DefaultValue Circuit circuit) {}

    /**
     * Per million tokens, in a currency of your choice.
     *
     * @param input       of a request
     * @param cachedInput of it from the provider's cache; as {@code input} when not set
     * @param output      of an answer
     */
    public record Price(@DefaultValue("0") double input, Double cachedInput, @DefaultValue("0") double output) {}

    /**
     * @param failures calls failed in a row, each with its retries, after which the model is not asked
     * @param pause    for so long; then one call tries it
     */
    public record Circuit(@DefaultValue("5") int failures, @DefaultValue("30s") Duration pause) {}

    /**
     * @param concurrency worked on at once by this process, others wait in the queue; as many as its heap has MiB, 32 to 1024, when not set
     * @param heartbeat   of a process that works on runs; after four missed ones another takes over
     * @param poll        how often runs of other processes are looked for; own ones start at once
     */
    public record Runs(Integer concurrency, @DefaultValue("3s") Duration heartbeat, @DefaultValue("2s") Duration poll) {

        private static final int LEAST = 32;
        private static final int MOST = 1024;
        private static final long MEBI = 1 << 20;

        /** A run waits for its model most of the time and holds no connection then: what it takes is memory, for its window and its request. */
        public int concurrencyIn(long heapBytes) {
            return concurrency != null ? concurrency : (int) Math.clamp(heapBytes / MEBI, LEAST, MOST);
        }
    }

    /** @param maxImportSize of an imported file */
    public record Histories(@DefaultValue("100MB") DataSize maxImportSize) {}

    /**
     * How long histories are kept; without any of it for ever.
     *
     * @param keepFor      conversations after their last event
     * @param keepNewest   conversations of each agent
     * @param agents       the same for agents by name, in place of the above
     * @param compactAfter age of an answered run at which the measurements of its steps are removed
     * @param every        how often this is looked after
     */
    public record Retention(Duration keepFor, Integer keepNewest, @DefaultValue Map<String, Keep> agents, Duration compactAfter,
                            @DefaultValue("1h") Duration every) {

        public boolean enabled() {
            return keepFor != null || keepNewest != null || !agents.isEmpty() || compactAfter != null;
        }
    }

    /**
     * What is kept of one agent's conversations.
     *
     * @param keepFor    after their last event
     * @param keepNewest conversations
     */
    public record Keep(Duration keepFor, Integer keepNewest) {}

    /**
     * What holds for agents that say nothing else.
     *
     * @param profile           {@code full}: memory and learned rules are on; {@code statelm}: the tools and messages of StateLM and nothing else.
     *                          Each part can be set by itself
     * @param window            tokens that no request exceeds; the model's own when not set
     * @param expectedSteps     told to the model by checkBudget
     * @param maxSteps          after which a run ends with what was found
     * @param keepAssistantText a pruned assistant message keeps its text and loses only its arguments
     * @param systemPrompt      text of the system prompt
     * @param systemPromptFile  or the file that holds it
     * @param tools             names of the tools offered; those of the tools file, or the usual eleven, when not set
     * @param toolsFile         tool definitions in OpenAI's format, sent as they are in place of ours
     * @param lastingNotes      keys that begin with agent/ or user/ name notes that outlive the conversation; as the profile says when not set
     * @param structuredNotes   tables, trees, ledgers and state machines as notes, with tools for them; as the profile says when not set
     * @param restoreTools      whether restoreContext and recall are offered too
     * @param pruning           when prunes take effect
     * @param metaMemory        learned rules on how to use memories stand in front of each question; as the profile says when not set
     * @param memoryTool        the tool {@code memory} is offered besides: files that last over conversations
     * @param parallelToolCalls all calls of one message of the model are answered, one after the other, in place of the first alone; as the profile says when not set
     */
    public record Agent(@DefaultValue("full") Profile profile, Integer window, @DefaultValue("50") int expectedSteps, @DefaultValue("80") int maxSteps,
                        @DefaultValue("false") boolean keepAssistantText, String systemPrompt, Path systemPromptFile,
                        List<String> tools, Path toolsFile, @DefaultValue("false") boolean restoreTools, @DefaultValue Pruning pruning,
                        @DefaultValue Limits limits, @DefaultValue Approval approval,
                        Boolean metaMemory, @DefaultValue("false") boolean memoryTool,
                        Boolean lastingNotes, Boolean structuredNotes, Boolean parallelToolCalls) {

        /** Whether learned rules stand in front of each question. */
        public boolean rulesInFront() {
            return unlessSet(metaMemory);
        }

        /** Whether there are notes that outlive the conversation. */
        public boolean notesLast() {
            return unlessSet(lastingNotes);
        }

        /** Whether notes may have a structure. */
        public boolean notesHaveStructure() {
            return unlessSet(structuredNotes);
        }

        /** Whether more than the first call of a message is answered. */
        public boolean allCallsAreAnswered() {
            return unlessSet(parallelToolCalls);
        }

        private boolean unlessSet(Boolean set) {
            return set != null ? set : profile == Profile.FULL;
        }
    }

    /** What agents can do that say nothing else. */
    public enum Profile { FULL, STATELM }

    /**
     * When prunes that an agent asks for take effect.
     *
     * @param policy           {@code immediate}, {@code batched} or {@code cache-aware}
     * @param minimumTokens    batched: what held-back prunes save together before they take effect
     * @param cachedPriceRatio cache-aware: price of a cached input token in uncached ones
     * @param clearing         tool results that are cleared by themselves
     * @param stubShare        share of a request that exchanges of stubs may take before the oldest of them leave it, 0 to 1; 0: they leave only
     *                         when room is needed. When not set 0.25 under the profile {@code full} and 0 under {@code statelm}
     */
    public record Pruning(@DefaultValue("immediate") String policy, @DefaultValue("2000") int minimumTokens,
                          @DefaultValue("0.1") double cachedPriceRatio, @DefaultValue Clearing clearing, Double stubShare) {}

    /**
     * Clearing of old tool results, with the meaning of Anthropic's context editing.
     *
     * @param trigger         tokens of a request over which results are cleared; never when not set
     * @param keep            newest tool uses that stay
     * @param clearAtLeast    tokens that a clearing must save
     * @param excludeTools    tools whose results stay
     * @param clearToolInputs whether the arguments of the calls go too
     */
    public record Clearing(Integer trigger, @DefaultValue("3") int keep, @DefaultValue("0") int clearAtLeast, List<String> excludeTools,
                           @DefaultValue("false") boolean clearToolInputs) {}

    /**
     * What a run may use in all before it ends with what was found; no limit when not set.
     *
     * @param tokens   of requests and answers of a run
     * @param wallTime for which it was worked on; parked time does not count
     * @param spend    by the models' prices
     */
    public record Limits(Long tokens, Duration wallTime, Double spend) {}

    /**
     * @param tools        whose calls wait for a person's approval
     * @param trustedTools with an effect outside, whose calls need no approval although text that others wrote was read before
     * @param expiresAfter which the model is told that a call was not approved
     */
    public record Approval(@DefaultValue List<String> tools, @DefaultValue List<String> trustedTools, @DefaultValue("24h") Duration expiresAfter) {}
}
