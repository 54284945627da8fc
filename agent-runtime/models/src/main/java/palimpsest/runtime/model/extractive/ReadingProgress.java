package palimpsest.runtime.model.extractive;

import static palimpsest.runtime.model.extractive.Tools.ANALYZE;
import static palimpsest.runtime.model.extractive.Tools.BUDGET;
import static palimpsest.runtime.model.extractive.Tools.INDEX;
import static palimpsest.runtime.model.extractive.Tools.LOAD;
import static palimpsest.runtime.model.extractive.Tools.READ;
import static palimpsest.runtime.model.extractive.Tools.SEARCH;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a run knows of its documents so far: their size, whether they are indexed, what was read and how well it matched. */
final class ReadingProgress {

    private static final int UNKNOWN_BUDGET = 8_000;
    private static final int SENTENCES_A_CHUNK = 3;
    /** Where a measure is worked out of several rows. */
    private static final int ROWS_A_CHUNK = 6;
    /** How much the place in the search counts beside the words. */
    static final double PROMISE = 0.2;

    private final Transcript transcript;
    private final Question question;
    private final Relevance relevance;
    private final Notebook notebook;
    private final Set<String> offered;
    /** By chunk, from 0; made when it is first asked for. */
    private Map<Integer, Integer> ranks;

    ReadingProgress(Transcript transcript, Question question, Relevance relevance, Notebook notebook, Set<String> offered) {
        this.transcript = transcript;
        this.question = question;
        this.relevance = relevance;
        this.notebook = notebook;
        this.offered = offered;
    }

    /** Of the best sentences of a text; what the search put first is promising. */
    List<Evidence> evidence(String text, Integer chunkId) {
        double promise = promise(chunkId);
        return Evidence.in(text, chunkId, relevance, question.inputs().isEmpty() ? SENTENCES_A_CHUNK : ROWS_A_CHUNK).stream()
                .map(evidence -> Lines.isTurn(evidence.quote()) ? evidence
                        : new Evidence(evidence.chunkId(), evidence.quote(), Math.max(0, evidence.score() + promise), evidence.above())).toList();
    }

    /** More for the first chunk that a search found, less for those far behind: {@code -PROMISE} to {@code PROMISE}; 0 where nothing was searched. */
    private double promise(Integer chunkId) {
        if (ranks == null) {
            Map<Integer, Integer> best = new HashMap<>();
            transcript.all(SEARCH).stream().filter(Step::readable).forEach(search -> {
                List<Chunks.Hit> hits = Chunks.hits(search.result());
                IntStream.range(0, hits.size()).forEach(rank -> best.merge(hits.get(rank).id(), rank, Math::min));
            });
            ranks = best;
        }
        Integer rank = ranks.get(chunkId);
        return rank == null ? 0 : PROMISE * (2.0 / (1 + rank) - 1);
    }

    double bestMatch() {
        double noted = notebook.own().stream().mapToDouble(Notebook.Entry::match).max().orElse(0);
        double seen = transcript.all(READ).stream().filter(Step::readable).flatMap(step -> Chunks.read(step.result()).stream())
                .flatMap(chunk -> evidence(chunk.text(), chunk.id()).stream()).mapToDouble(Evidence::score).max().orElse(0);
        return Math.max(noted, seen);
    }

    /** Whether the whole text was in sight: searching on would find nothing new. */
    boolean nothingLeftToRead() {
        if (totalTokens() == 0) {
            return true;
        }
        boolean noted = transcript.notes().containsKey(notebook.key(null));
        return noted || loadedStep().map(step -> !Chunks.cut(step.result())).orElse(false);
    }

    Optional<String> loadedText() {
        return loadedStep().map(step -> Chunks.loaded(step.result()));
    }

    /** Of this question only: what was loaded for an earlier one may have been replaced since, by a text of the same length, too. */
    private Optional<Step> loadedStep() {
        return transcript.steps().stream()
                .filter(step -> step.tool().equals(LOAD) && step.readable() && !Chunks.loaded(step.result()).isBlank()).reduce((a, b) -> b);
    }

    boolean indexed() {
        List<Step> steps = transcript.steps();
        int built = -1;
        boolean missing = false;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.tool().equals(INDEX) && step.succeeded()) {
                built = i;
                missing = false;
            } else if (Set.of(READ, SEARCH).contains(step.tool()) && step.failed() && step.result() != null
                    && step.result().error().toLowerCase(java.util.Locale.ROOT).contains("index")) {
                missing = true;
            }
        }
        boolean before = !documentsChanged() && transcript.past().stream().anyMatch(step -> step.tool().equals(INDEX) && step.succeeded());
        return !missing && (built >= 0 || before);
    }

    private boolean documentsChanged() {
        int now = totalTokens();
        int then = total(transcript.past());
        return now >= 0 && then >= 0 && now != then;
    }

    /** Tokens of all documents, -1 when not known. */
    int totalTokens() {
        return total(transcript.steps());
    }

    private static int total(List<Step> steps) {
        return steps.stream().filter(step -> step.tool().equals(ANALYZE) && step.readable())
                .map(step -> ToolResult.integer(step.result().json().path("total_tokens"))).filter(Objects::nonNull).reduce((a, b) -> b).orElse(-1);
    }

    int availableTokens() {
        return transcript.last(BUDGET).filter(Step::readable).map(step -> ToolResult.integer(step.result().json().path("available_tokens")))
                .orElse(UNKNOWN_BUDGET);
    }

    long failedReads() {
        return transcript.all(READ).stream().filter(Step::failed).count();
    }

    Set<Integer> chunksRead() {
        Set<Integer> read = new HashSet<>();
        for (Step step : transcript.all(READ)) {
            Stream.of(ToolResult.integer(step.arguments().path("chunk_id")), chunkId(step)).filter(Objects::nonNull).forEach(read::add);
        }
        notebook.own().stream().map(Notebook.Entry::chunkId).filter(Objects::nonNull).forEach(read::add);
        return read;
    }

    private static Integer chunkId(Step read) {
        return read.result() == null ? null : ToolResult.integer(read.result().json().path("chunk_id"));
    }

    boolean offers(String tool) {
        return offered.contains(tool);
    }
}
