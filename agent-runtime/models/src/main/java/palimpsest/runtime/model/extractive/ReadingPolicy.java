package palimpsest.runtime.model.extractive;

import static palimpsest.runtime.model.extractive.Tools.ANALYZE;
import static palimpsest.runtime.model.extractive.Tools.BUDGET;
import static palimpsest.runtime.model.extractive.Tools.DELETE;
import static palimpsest.runtime.model.extractive.Tools.FINISH;
import static palimpsest.runtime.model.extractive.Tools.INDEX;
import static palimpsest.runtime.model.extractive.Tools.LOAD;
import static palimpsest.runtime.model.extractive.Tools.NOTE;
import static palimpsest.runtime.model.extractive.Tools.READ;
import static palimpsest.runtime.model.extractive.Tools.READ_NOTE;
import static palimpsest.runtime.model.extractive.Tools.RECALL;
import static palimpsest.runtime.model.extractive.Tools.SEARCH;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import palimpsest.runtime.answer.text.Sentence;
import palimpsest.runtime.answer.text.Sentences;

/**
 * Decides the next move from what the request shows: analyse, load or index, search, read, note, prune, finish.
 * Every move is made at most a fixed number of times a question, so that a run ends whatever the tools answer.
 */
final class ReadingPolicy {

    /** From this step on only an answer is given. */
    private static final int MOST_STEPS = 38;
    private static final int READS_AFTER_FIRST_SEARCH = 5;
    private static final int READS_IN_ALL = 7;
    private static final int FAILED_READS = 3;
    /** So many passages that do not bear on the question, and the search is worded anew. */
    private static final int UNRELATED_READS = 3;
    private static final String UNRELATED = "Verification says that this does not bear on the question.";
    private static final int SCANNED_CHUNKS = 8;
    private static final int INDEX_ATTEMPTS = 2;
    private static final int SMALL_DOCUMENT = 3_000;
    /** Below this size no window is too small to load it all. */
    private static final int TINY_DOCUMENT = 800;
    private static final int LARGEST_CHUNK = 1_000;
    private static final int SMALLEST_CHUNK = 100;
    private static final int OVERLAP_SHARE = 10;
    private static final int UNKNOWN_BUDGET = 8_000;
    private static final int SENTENCES_A_CHUNK = 3;
    private static final Pattern NEXT_IN_LINE = Pattern.compile("[Nn]ext in line: (\\d+(?:, \\d+)*)");
    private static final Pattern PROGRESS = Pattern.compile("(\\d+)\\s*/\\s*(\\d+)");

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Transcript transcript;
    private final Question question;
    private final Relevance relevance;
    private final Set<String> offered;
    private final Notebook notebook;

    ReadingPolicy(Transcript transcript, Question question, Relevance relevance, Notebook notebook, Set<String> offered) {
        this.transcript = transcript;
        this.question = question;
        this.relevance = relevance;
        this.notebook = notebook;
        this.offered = offered;
    }

    Move next() {
        if (transcript.steps().size() >= MOST_STEPS || transcript.tried(FINISH) || question.terms().isEmpty() && !offers(RECALL)) {
            return conclude();
        }
        return Stream.<Supplier<Optional<Move>>>of(this::keepAndPrune, this::analyse, this::load, this::budget, this::index, this::search,
                        this::scan, this::date, this::pruneSearches, this::readNotes)
                .map(Supplier::get).flatMap(Optional::stream).findFirst().orElseGet(this::conclude);
    }

    // --- looking at the documents -------------------------------------------------------------------------------------

    private Optional<Move> analyse() {
        if (!offers(ANALYZE) || transcript.tried(ANALYZE)) {
            return Optional.empty();
        }
        return call(ANALYZE, Map.of(), "No language model is at work here: I look for sentences that share the question's words and quote them. "
                + "Plan: see how large the documents are, then load or index and search them, note what matches, and finish.");
    }

    private Optional<Move> load() {
        boolean small = totalTokens() >= 0 && totalTokens() <= SMALL_DOCUMENT;
        if (!offers(LOAD) || transcript.tried(LOAD) || totalTokens() == 0 || !small || loadedText().isPresent()) {
            return Optional.empty();
        }
        if (totalTokens() > TINY_DOCUMENT) {
            Optional<Move> budget = budgetOnce();
            if (budget.isPresent()) {
                return budget;
            }
            if (totalTokens() > availableTokens() / 2) {
                return Optional.empty();
            }
        }
        return call(LOAD, Map.of(), "That is small enough to read as a whole.");
    }

    private Optional<Move> budget() {
        return indexed() || nothingLeftToRead() || !offers(INDEX) ? Optional.empty() : budgetOnce();
    }

    private Optional<Move> budgetOnce() {
        return offers(BUDGET) && !transcript.tried(BUDGET) ? call(BUDGET, Map.of(), null) : Optional.empty();
    }

    private Optional<Move> index() {
        int attempts = transcript.count(INDEX);
        if (nothingLeftToRead() || indexed() || !offers(INDEX) || attempts >= INDEX_ATTEMPTS) {
            return Optional.empty();
        }
        int size = Math.max(SMALLEST_CHUNK, Math.min(LARGEST_CHUNK, availableTokens() / 8)) / (attempts + 1);
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("chunk_size", size);
        // The answer to a question asked at the end of one chunk should stand beside it in the next.
        arguments.put("overlap", size / OVERLAP_SHARE);
        return call(INDEX, arguments, "I index the text in chunks of " + size + " tokens and search it.");
    }

    private Optional<Move> search() {
        if (nothingLeftToRead() || !offers(SEARCH)) {
            return Optional.empty();
        }
        int searches = transcript.count(SEARCH);
        if (searches == 0) {
            return searchFor(KeywordQuery.first(question), "I search for the question's words.");
        }
        Optional<Move> read = searches == 1 && !searchIsOffTheQuestion() ? readNext(READS_AFTER_FIRST_SEARCH) : Optional.empty();
        if (read.isPresent()) {
            return read;
        }
        if (searches == 1 && bestMatch() < Relevance.FOUND) {
            return searchFor(KeywordQuery.relaxed(question), "Nothing convincing yet: I search again with single words and other forms of them.");
        }
        return searches > 1 ? readNext(READS_IN_ALL) : Optional.empty();
    }

    /** By the findings on what was read; those on what was pruned are remembered in the words of the prune. */
    private boolean searchIsOffTheQuestion() {
        long inSight = transcript.all(READ).stream().filter(step -> step.readable() && step.result().isUnrelated()).count();
        long pruned = transcript.all(DELETE).stream().filter(step -> step.text().equals(UNRELATED)).count();
        return inSight + pruned >= UNRELATED_READS && bestMatch() < Relevance.FOUND;
    }

    private Optional<Move> searchFor(String keywords, String said) {
        return keywords.isEmpty() ? Optional.empty() : call(SEARCH, Map.of("keyword", keywords), said);
    }

    private Optional<Move> readNext(int most) {
        if (!offers(READ) || transcript.count(READ) >= most || bestMatch() >= Relevance.EXCELLENT || failedReads() >= FAILED_READS) {
            return Optional.empty();
        }
        List<Integer> line = candidates();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        String rest = String.join(", ", line.stream().skip(1).limit(READS_IN_ALL).map(String::valueOf).toList());
        return call(READ, Map.of("chunk_id", line.getFirst()),
                "I read chunk " + line.getFirst() + (rest.isEmpty() ? "." : "; next in line: " + rest + "."));
    }

    /** Chunks found and not read yet. When the search results were pruned, what was said about them last is what is left. */
    private List<Integer> candidates() {
        Set<Integer> line = new LinkedHashSet<>();
        for (Step search : transcript.all(SEARCH).reversed()) {
            if (search.readable()) {
                line.addAll(Chunks.inReadingOrder(Chunks.hits(search.result()), relevance));
            }
        }
        if (line.isEmpty()) {
            transcript.steps().reversed().stream().map(step -> NEXT_IN_LINE.matcher(step.text())).filter(Matcher::find).findFirst()
                    .ifPresent(said -> Stream.of(said.group(1).split(", ")).map(Integer::valueOf).forEach(line::add));
        }
        line.removeAll(chunksRead());
        return List.copyOf(line);
    }

    private Set<Integer> chunksRead() {
        Set<Integer> read = new HashSet<>();
        for (Step step : transcript.all(READ)) {
            Stream.of(ToolResult.integer(step.arguments().path("chunk_id")), chunkId(step)).filter(Objects::nonNull).forEach(read::add);
        }
        notebook.own().stream().map(Notebook.Entry::chunkId).filter(Objects::nonNull).forEach(read::add);
        return read;
    }

    /** Without a search that works, chunk after chunk is read, up to a bound. */
    private Optional<Move> scan() {
        boolean searchWorks = offers(SEARCH) && transcript.all(SEARCH).stream().anyMatch(Step::succeeded);
        if (nothingLeftToRead() || searchWorks || !offers(READ) || transcript.count(READ) >= SCANNED_CHUNKS || scannedAll()
                || bestMatch() >= Relevance.EXCELLENT) {
            return Optional.empty();
        }
        return call(READ, Map.of("enable_scan", true), transcript.tried(READ) ? null : "I can't search here, so I read chunk after chunk.");
    }

    private boolean scannedAll() {
        return transcript.last(READ).map(step -> {
            Matcher progress = PROGRESS.matcher(step.result() == null ? "" : step.result().json().path("reading_progress").asString(""));
            return step.failed() || progress.find() && progress.group(1).equals(progress.group(2));
        }).orElse(false);
    }

    /** A question about time may be answered by the heading under which the sentence stands, which may be one chunk up. */
    private Optional<Move> date() {
        List<Notebook.Entry> own = notebook.own();
        if (!question.asksWhen() || !offers(READ) || !offers(NOTE) || own.isEmpty() || transcript.count(READ) > READS_IN_ALL) {
            return Optional.empty();
        }
        Notebook.Entry best = own.getFirst();
        boolean needed = best.match() >= Relevance.FOUND && !best.dated() && !Relevance.isDate(best.quote()) && best.chunkId() != null && best.chunkId() > 0;
        if (!needed || chunksRead().contains(best.chunkId() - 1)) {
            return Optional.empty();
        }
        return call(READ, Map.of("chunk_id", best.chunkId() - 1), "I look above chunk " + best.chunkId() + " for the date it belongs to.");
    }

    // --- noting and pruning -------------------------------------------------------------------------------------------

    private Optional<Move> keepAndPrune() {
        for (Step step : transcript.steps()) {
            Optional<Move> move = switch (step.tool()) {
                case READ -> step.readable() ? keep(step).or(() -> prune(step)) : Optional.empty();
                case LOAD -> step.readable() ? keepLoaded(step) : Optional.empty();
                case NOTE -> pruneNote(step);
                default -> Optional.empty();
            };
            if (move.isPresent()) {
                return move;
            }
        }
        return Optional.empty();
    }

    private Optional<Move> keep(Step read) {
        for (Chunks.Chunk chunk : Chunks.read(read.result())) {
            List<Evidence> evidence = evidence(chunk.text(), chunk.id());
            if (!evidence.isEmpty() && canNote(notebook.key(chunk.id()))) {
                return call(NOTE, notebook.arguments(chunk.id(), evidence, question.text()), null);
            }
            Optional<Move> date = keepDate(chunk);
            if (date.isPresent()) {
                return date;
            }
        }
        return Optional.empty();
    }

    private Optional<Move> keepDate(Chunks.Chunk chunk) {
        if (!question.asksWhen() || chunk.id() == null) {
            return Optional.empty();
        }
        int below = chunk.id() + 1;
        boolean wanted = notebook.own().stream().anyMatch(entry -> Objects.equals(entry.chunkId(), below) && !entry.dated());
        if (!wanted || !canNote(notebook.dateKey(below))) {
            return Optional.empty();
        }
        return Sentences.of(chunk.text()).reversed().stream().filter(Relevance::isDateLine).map(Sentence::oneLine).findFirst()
                .flatMap(line -> call(NOTE, notebook.dateArguments(below, chunk.id(), line, question.text()), null));
    }

    private Optional<Move> keepLoaded(Step load) {
        List<Evidence> evidence = evidence(Chunks.loaded(load.result()), null);
        return !evidence.isEmpty() && canNote(notebook.key(null))
                ? call(NOTE, notebook.arguments(null, evidence, question.text()), null) : Optional.empty();
    }

    private boolean canNote(String key) {
        return offers(NOTE) && transcript.all(NOTE).stream().noneMatch(step -> key.equals(noteKey(step)));
    }

    private static String noteKey(Step note) {
        String written = note.result() == null ? "" : note.result().json().path("key").asString("");
        return note.arguments().path("key").asString(written);
    }

    /** A chunk whose evidence could not be noted stays in sight: it is all there is. */
    private Optional<Move> prune(Step read) {
        boolean lost = Chunks.read(read.result()).stream().anyMatch(chunk -> !evidence(chunk.text(), chunk.id()).isEmpty() && !noted(chunk.id()));
        return lost ? Optional.empty() : delete(read.result().msgId(), read.result().isUnrelated() ? UNRELATED : null);
    }

    private boolean noted(Integer chunkId) {
        String key = notebook.key(chunkId);
        return transcript.notes().containsKey(key) || transcript.all(NOTE).stream().anyMatch(step -> step.succeeded() && key.equals(noteKey(step)));
    }

    private Optional<Move> pruneNote(Step note) {
        boolean opened = offers(READ_NOTE) && transcript.tried(READ);
        return note.succeeded() && !note.deleted() && opened ? delete(note.result().invokingMsgId()) : Optional.empty();
    }

    private Optional<Move> pruneSearches() {
        return transcript.all(SEARCH).stream().filter(step -> step.readable() && !usesHighlights()).map(step -> delete(step.result().msgId()))
                .flatMap(Optional::stream).findFirst();
    }

    private Optional<Move> delete(Integer msgId) {
        return delete(msgId, null);
    }

    private Optional<Move> delete(Integer msgId, String said) {
        if (msgId == null || msgId < 1 || !offers(DELETE)) {
            return Optional.empty();
        }
        int deletable = transcript.count(READ) + transcript.count(NOTE) + transcript.count(SEARCH);
        boolean tried = transcript.all(DELETE).stream().anyMatch(step -> msgId.equals(ToolResult.integer(step.arguments().path("msg_id")))
                || step.result() != null && msgId.equals(ToolResult.integer(step.result().json().path("deleted_msg_id"))));
        return tried || transcript.count(DELETE) >= deletable ? Optional.empty() : call(DELETE, Map.of("msg_id", msgId), said);
    }

    // --- answering ----------------------------------------------------------------------------------------------------

    private Optional<Move> readNotes() {
        if (!offers(READ_NOTE)) {
            return Optional.empty();
        }
        Set<String> open = new HashSet<>();
        transcript.all(NOTE).stream().filter(step -> !step.arguments().isEmpty()).forEach(step -> open.add(noteKey(step)));
        transcript.all(READ_NOTE).forEach(step -> open.add(step.arguments().path("key").asString("")));
        return notebook.worthReading().stream().map(Notebook.Entry::key).filter(key -> !open.contains(key) && transcript.count(READ_NOTE) < 4).findFirst()
                .flatMap(key -> call(READ_NOTE, Map.of("key", key), null));
    }

    private Move conclude() {
        String answer = answer();
        boolean refused = transcript.count(FINISH) >= 2;
        return offers(FINISH) && !refused ? new Move.Call(FINISH, Map.of("answer", answer), null) : new Move.Say(answer);
    }

    /** From the documents, or from what is remembered of the user where that answers better. */
    private String answer() {
        List<Evidence> evidence = allEvidence();
        double read = evidence.isEmpty() || evidence.getFirst().score() < Relevance.FOUND ? 0 : evidence.getFirst().score();
        var remembered = new MemoryAnswer(question, relevance, Remembered.in(transcript));
        if (totalTokens() == 0 && offers(RECALL)) {
            return remembered.alone();
        }
        String answer = new Answer(question, evidence, notebook, problem()).text();
        return remembered.best() <= read ? answer : read == 0 ? remembered.text() : remembered.text() + "\n" + answer;
    }

    /** Everything that can be quoted now: open notes, chunks still in sight, and the first sentence of closed notes. */
    private List<Evidence> allEvidence() {
        List<Evidence> found = new ArrayList<>();
        for (Step step : transcript.steps()) {
            switch (step.tool()) {
                case NOTE -> found.addAll(notebook.evidence(step.arguments().path("content"), question.text()));
                case READ_NOTE -> {
                    if (step.readable()) {
                        notebook.evidence(step.result().json().path("full_content"), question.text()).stream().filter(this::stillStands).forEach(found::add);
                    }
                }
                case READ -> {
                    if (step.readable()) {
                        Chunks.read(step.result()).forEach(chunk -> found.addAll(evidence(chunk.text(), chunk.id())));
                    }
                }
                default -> { }
            }
        }
        loadedText().ifPresent(text -> found.addAll(evidence(text, null)));
        notebook.own().forEach(entry -> found.add(new Evidence(entry.chunkId(), entry.quote(), entry.match() - (entry.shortened() ? 0.02 : 0), null)));
        if (usesHighlights()) {
            transcript.all(SEARCH).stream().filter(Step::readable).flatMap(step -> Chunks.hits(step.result()).stream())
                    .forEach(hit -> found.addAll(evidence(hit.text(), hit.id())));
        }
        List<String> failed = transcript.all(FINISH).stream().filter(step -> step.result() != null).flatMap(step -> step.result().failedClaims().stream()).toList();
        found.removeIf(evidence -> evidence.score() <= 0 || failed.stream().anyMatch(claim -> claim.contains(evidence.quote())));
        found.sort(Comparator.comparingDouble(evidence -> -evidence.score()));
        return found;
    }

    /** A note of an earlier question may quote what is no longer in the document. */
    private boolean stillStands(Evidence evidence) {
        return loadedText().map(text -> SPACE.matcher(text).replaceAll(" ").contains(SPACE.matcher(evidence.quote()).replaceAll(" ").strip())).orElse(true);
    }

    /** Where chunks can't be read, the fragments of the search are the only text there is. */
    private boolean usesHighlights() {
        return !offers(READ) || transcript.tried(READ) && transcript.all(READ).stream().allMatch(Step::failed);
    }

    /** What a tool said when nothing at all could be read, null when something could. */
    private String problem() {
        boolean looked = transcript.steps().stream().anyMatch(step -> step.succeeded() && Set.of(LOAD, SEARCH, READ).contains(step.tool()));
        if (looked || question.terms().isEmpty()) {
            return null;
        }
        if (totalTokens() == 0) {
            return "the documents hold no text";
        }
        return transcript.steps().stream().filter(step -> step.result() != null && step.result().failed() && !step.tool().equals(FINISH))
                .map(step -> step.result().error()).filter(error -> !error.isBlank()).findFirst().orElse(null);
    }

    // --- what is known ------------------------------------------------------------------------------------------------

    private List<Evidence> evidence(String text, Integer chunkId) {
        return Evidence.in(text, chunkId, relevance, question.asksWhen(), SENTENCES_A_CHUNK);
    }

    private double bestMatch() {
        double noted = notebook.own().stream().mapToDouble(Notebook.Entry::match).max().orElse(0);
        double seen = transcript.all(READ).stream().filter(Step::readable).flatMap(step -> Chunks.read(step.result()).stream())
                .flatMap(chunk -> evidence(chunk.text(), chunk.id()).stream()).mapToDouble(Evidence::score).max().orElse(0);
        return Math.max(noted, seen);
    }

    /** Whether the whole text was in sight: searching on would find nothing new. */
    private boolean nothingLeftToRead() {
        if (totalTokens() == 0) {
            return true;
        }
        boolean noted = transcript.notes().containsKey(notebook.key(null));
        return noted || loadedStep().map(step -> !Chunks.cut(step.result())).orElse(false);
    }

    private Optional<String> loadedText() {
        return loadedStep().map(step -> Chunks.loaded(step.result()));
    }

    /** Of this question only: what was loaded for an earlier one may have been replaced since, by a text of the same length, too. */
    private Optional<Step> loadedStep() {
        return transcript.steps().stream()
                .filter(step -> step.tool().equals(LOAD) && step.readable() && !Chunks.loaded(step.result()).isBlank()).reduce((a, b) -> b);
    }

    private boolean indexed() {
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
    private int totalTokens() {
        return total(transcript.steps());
    }

    private static int total(List<Step> steps) {
        return steps.stream().filter(step -> step.tool().equals(ANALYZE) && step.readable())
                .map(step -> ToolResult.integer(step.result().json().path("total_tokens"))).filter(Objects::nonNull).reduce((a, b) -> b).orElse(-1);
    }

    private int availableTokens() {
        return transcript.last(BUDGET).filter(Step::readable).map(step -> ToolResult.integer(step.result().json().path("available_tokens")))
                .orElse(UNKNOWN_BUDGET);
    }

    private long failedReads() {
        return transcript.all(READ).stream().filter(Step::failed).count();
    }

    private static Integer chunkId(Step read) {
        return read.result() == null ? null : ToolResult.integer(read.result().json().path("chunk_id"));
    }

    private boolean offers(String tool) {
        return offered.contains(tool);
    }

    private static Optional<Move> call(String tool, Map<String, Object> arguments, String text) {
        return Optional.of(new Move.Call(tool, arguments, text));
    }
}
