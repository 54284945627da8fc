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

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    /** Many memories have some of the other words. */
    private static final int MOST_IN_OTHER_WORDS = 20;
    /** So many passages that do not bear on the question, and the search is worded anew. */
    private static final int UNRELATED_READS = 3;
    private static final int SCANNED_CHUNKS = 8;
    private static final int INDEX_ATTEMPTS = 2;
    /** Up to so many tokens a document is read whole. */
    static final int SMALL_DOCUMENT = 3_000;
    /** Below this size no window is too small to load it all. */
    private static final int TINY_DOCUMENT = 800;
    private static final int LARGEST_CHUNK = 1_000;
    private static final int SMALLEST_CHUNK = 100;
    private static final int OVERLAP_SHARE = 10;
    private static final Pattern NEXT_IN_LINE = Pattern.compile("[Nn]ext in line: (\\d+(?:, \\d+)*)");
    private static final Pattern PROGRESS = Pattern.compile("(\\d+)\\s*/\\s*(\\d+)");

    private final Transcript transcript;
    private final Question question;
    private final Relevance relevance;
    private final Notebook notebook;
    private final ReadingProgress progress;
    private final EvidenceInSight evidence;
    private final NoteTaking noteTaking;
    private final boolean checked;
    private MemoryAnswer remembered;

    /** @param checked whether an answer is checked for being one before it is given */
    ReadingPolicy(Transcript transcript, Question question, Relevance relevance, Notebook notebook, Set<String> offered, boolean checked) {
        this.checked = checked;
        this.transcript = transcript;
        this.question = question;
        this.relevance = relevance;
        this.notebook = notebook;
        this.progress = new ReadingProgress(transcript, question, relevance, notebook, offered);
        this.evidence = new EvidenceInSight(transcript, question, notebook, progress);
        this.noteTaking = new NoteTaking(transcript, question, notebook, progress, evidence);
    }

    Move next() {
        if (transcript.steps().size() >= MOST_STEPS || transcript.tried(FINISH) || question.terms().isEmpty() && !progress.offers(RECALL)) {
            return conclude();
        }
        return Stream.<Supplier<Optional<Move>>>of(noteTaking::keepAndPrune, this::analyse, this::load, this::budget, this::index, this::search,
                        this::scan, this::date, noteTaking::pruneSearches, this::readNotes, this::recall)
                .map(Supplier::get).flatMap(Optional::stream).findFirst().orElseGet(this::conclude);
    }

    private Optional<Move> analyse() {
        if (!progress.offers(ANALYZE) || transcript.tried(ANALYZE)) {
            return Optional.empty();
        }
        return call(ANALYZE, Map.of(), "No language model is at work here: I look for sentences that share the question's words and quote them. "
                + "Plan: see how large the documents are, then load or index and search them, note what matches, and finish.");
    }

    private Optional<Move> load() {
        boolean small = progress.totalTokens() >= 0 && progress.totalTokens() <= SMALL_DOCUMENT;
        if (!progress.offers(LOAD) || transcript.tried(LOAD) || progress.totalTokens() == 0 || !small || progress.loadedText().isPresent()) {
            return Optional.empty();
        }
        if (progress.totalTokens() > TINY_DOCUMENT) {
            Optional<Move> budget = budgetOnce();
            if (budget.isPresent()) {
                return budget;
            }
            if (progress.totalTokens() > progress.availableTokens() / 2) {
                return Optional.empty();
            }
        }
        return call(LOAD, Map.of(), "That is small enough to read as a whole.");
    }

    private Optional<Move> budget() {
        return progress.indexed() || progress.nothingLeftToRead() || !progress.offers(INDEX) ? Optional.empty() : budgetOnce();
    }

    private Optional<Move> budgetOnce() {
        return progress.offers(BUDGET) && !transcript.tried(BUDGET) ? call(BUDGET, Map.of(), null) : Optional.empty();
    }

    private Optional<Move> index() {
        int attempts = transcript.count(INDEX);
        if (progress.nothingLeftToRead() || progress.indexed() || !progress.offers(INDEX) || attempts >= INDEX_ATTEMPTS) {
            return Optional.empty();
        }
        int size = Math.max(SMALLEST_CHUNK, Math.min(LARGEST_CHUNK, progress.availableTokens() / 8)) / (attempts + 1);
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("chunk_size", size);
        // The answer to a question asked at the end of one chunk should stand beside it in the next.
        arguments.put("overlap", size / OVERLAP_SHARE);
        return call(INDEX, arguments, "I index the text in chunks of " + size + " tokens and search it.");
    }

    private Optional<Move> search() {
        if (progress.nothingLeftToRead() || !progress.offers(SEARCH)) {
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
        if (searches == 1 && progress.bestMatch() < Relevance.FOUND) {
            return searchFor(KeywordQuery.relaxed(question), "Nothing convincing yet: I search again with single words and other forms of them.");
        }
        return searches > 1 ? readNext(READS_IN_ALL) : Optional.empty();
    }

    /** By the findings on what was read; those on what was pruned are remembered in the words of the prune. */
    private boolean searchIsOffTheQuestion() {
        long inSight = transcript.all(READ).stream().filter(step -> step.readable() && step.result().isUnrelated()).count();
        long pruned = transcript.all(DELETE).stream().filter(step -> step.text().equals(NoteTaking.UNRELATED)).count();
        return inSight + pruned >= UNRELATED_READS && progress.bestMatch() < Relevance.FOUND;
    }

    private Optional<Move> searchFor(String keywords, String said) {
        return keywords.isEmpty() ? Optional.empty() : call(SEARCH, Map.of("keyword", keywords), said);
    }

    private Optional<Move> readNext(int most) {
        if (!progress.offers(READ) || transcript.count(READ) >= most || progress.bestMatch() >= Relevance.EXCELLENT || progress.failedReads() >= FAILED_READS) {
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
        line.removeAll(progress.chunksRead());
        return List.copyOf(line);
    }

    /** Without a search that works, chunk after chunk is read, up to a bound. */
    private Optional<Move> scan() {
        boolean searchWorks = progress.offers(SEARCH) && transcript.all(SEARCH).stream().anyMatch(Step::succeeded);
        if (progress.nothingLeftToRead() || searchWorks || !progress.offers(READ) || transcript.count(READ) >= SCANNED_CHUNKS || scannedAll()
                || progress.bestMatch() >= Relevance.EXCELLENT) {
            return Optional.empty();
        }
        return call(READ, Map.of("enable_scan", true), transcript.tried(READ) ? null : "I can't search here, so I read chunk after chunk.");
    }

    private boolean scannedAll() {
        return transcript.last(READ).map(step -> {
            Matcher place = PROGRESS.matcher(step.result() == null ? "" : step.result().json().path("reading_progress").asString(""));
            return step.failed() || place.find() && place.group(1).equals(place.group(2));
        }).orElse(false);
    }

    /** A question about time may be answered by the heading under which the sentence stands, which may be one chunk up. */
    private Optional<Move> date() {
        List<Notebook.Entry> own = notebook.own();
        if (!question.asksWhen() || !progress.offers(READ) || !progress.offers(NOTE) || own.isEmpty() || transcript.count(READ) > READS_IN_ALL) {
            return Optional.empty();
        }
        Notebook.Entry best = own.getFirst();
        boolean needed = best.match() >= Relevance.FOUND && !best.dated() && !AnswerKind.isDate(best.quote()) && best.chunkId() != null && best.chunkId() > 0;
        if (!needed || progress.chunksRead().contains(best.chunkId() - 1)) {
            return Optional.empty();
        }
        return call(READ, Map.of("chunk_id", best.chunkId() - 1), "I look above chunk " + best.chunkId() + " for the date it belongs to.");
    }

    private Optional<Move> readNotes() {
        if (!progress.offers(READ_NOTE)) {
            return Optional.empty();
        }
        Set<String> open = new HashSet<>();
        transcript.all(NOTE).stream().filter(step -> !step.arguments().isEmpty()).forEach(step -> open.add(NoteTaking.noteKey(step)));
        transcript.all(READ_NOTE).forEach(step -> open.add(step.arguments().path("key").asString("")));
        return notebook.worthReading().stream().map(Notebook.Entry::key).filter(key -> !open.contains(key) && transcript.count(READ_NOTE) < 4).findFirst()
                .flatMap(key -> call(READ_NOTE, Map.of("key", key), null));
    }

    /** What the user said before in this conversation, which the runtime does not show again at the beginning: where nothing else answers. */
    private Optional<Move> recall() {
        if (progress.offers(RECALL) && !transcript.recalled() && progress.totalTokens() == 0) {
            Optional<String> otherWords = remembered().inOtherWords();
            if (otherWords.isPresent()) {
                return call(RECALL, Map.of("query", otherWords.get(), "limit", MOST_IN_OTHER_WORDS), "I look whether you told me something newer in other words.");
            }
        }
        boolean answered = evidence.all().stream().anyMatch(found -> found.score() >= Relevance.FOUND);
        if (!progress.offers(RECALL) || transcript.recalled() || transcript.questionNumber() < 2 || question.terms().isEmpty() || answered || remembered().answers() || remembered().tells()) {
            return Optional.empty();
        }
        return call(RECALL, Map.of("query", question.text()), "I look at what you told me here.");
    }

    /** Made once a step, and only where it is asked for. */
    private MemoryAnswer remembered() {
        if (remembered == null) {
            remembered = new MemoryAnswer(question, relevance, Remembered.in(transcript), checked);
        }
        return remembered;
    }

    private Move conclude() {
        String answer = answer();
        boolean refused = transcript.count(FINISH) >= 2;
        return progress.offers(FINISH) && !refused ? new Move.Call(FINISH, Map.of("answer", answer), null) : new Move.Say(answer);
    }

    /** From the documents, or from what is remembered of the user where that answers better. */
    private String answer() {
        List<Evidence> quotable = evidence.all();
        double read = quotable.isEmpty() || quotable.getFirst().score() < Relevance.FOUND ? 0 : quotable.getFirst().score();
        MemoryAnswer remembered = remembered();
        if (progress.totalTokens() == 0 && progress.offers(RECALL)) {
            return remembered.alone();
        }
        String answer = new Answer(question, quotable, notebook, problem()).text();
        return remembered.best() <= read || read > 0 && remembered.isOfAgent() ? answer : read == 0 ? remembered.text() : remembered.text() + "\n" + answer;
    }

    /** What a tool said when nothing at all could be read, null when something could. */
    private String problem() {
        boolean looked = transcript.steps().stream().anyMatch(step -> step.succeeded() && Set.of(LOAD, SEARCH, READ).contains(step.tool()));
        if (looked || question.terms().isEmpty()) {
            return null;
        }
        if (progress.totalTokens() == 0) {
            return "the documents hold no text";
        }
        return transcript.steps().stream().filter(step -> step.result() != null && step.result().failed() && !step.tool().equals(FINISH))
                .map(step -> step.result().error()).filter(error -> !error.isBlank()).findFirst().orElse(null);
    }

    static Optional<Move> call(String tool, Map<String, Object> arguments, String text) {
        return Optional.of(new Move.Call(tool, arguments, text));
    }
}
