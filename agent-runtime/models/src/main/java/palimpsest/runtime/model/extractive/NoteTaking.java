package palimpsest.runtime.model.extractive;

import static palimpsest.runtime.model.extractive.Tools.DELETE;
import static palimpsest.runtime.model.extractive.Tools.LOAD;
import static palimpsest.runtime.model.extractive.Tools.NOTE;
import static palimpsest.runtime.model.extractive.Tools.READ;
import static palimpsest.runtime.model.extractive.Tools.READ_NOTE;
import static palimpsest.runtime.model.extractive.Tools.SEARCH;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;

/** Notes what was found, and prunes what is noted or bears on nothing. */
final class NoteTaking {

    static final String UNRELATED = "Verification says that this does not bear on the question.";

    private final Transcript transcript;
    private final Question question;
    private final Notebook notebook;
    private final ReadingProgress progress;
    private final EvidenceInSight evidence;

    NoteTaking(Transcript transcript, Question question, Notebook notebook, ReadingProgress progress, EvidenceInSight evidence) {
        this.transcript = transcript;
        this.question = question;
        this.notebook = notebook;
        this.progress = progress;
        this.evidence = evidence;
    }

    Optional<Move> keepAndPrune() {
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
            List<Evidence> matching = progress.evidence(chunk.text(), chunk.id());
            if (!matching.isEmpty() && canNote(notebook.key(chunk.id()))) {
                return ReadingPolicy.call(NOTE, notebook.arguments(chunk.id(), matching, question.text()), null);
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
        return Sentences.of(chunk.text()).reversed().stream().filter(Lines::isDateLine).map(Sentence::oneLine).findFirst()
                .flatMap(line -> ReadingPolicy.call(NOTE, notebook.dateArguments(below, chunk.id(), line, question.text()), null));
    }

    private Optional<Move> keepLoaded(Step load) {
        List<Evidence> matching = progress.evidence(Chunks.loaded(load.result()), null);
        return !matching.isEmpty() && canNote(notebook.key(null))
                ? ReadingPolicy.call(NOTE, notebook.arguments(null, matching, question.text()), null) : Optional.empty();
    }

    private boolean canNote(String key) {
        return progress.offers(NOTE) && transcript.all(NOTE).stream().noneMatch(step -> key.equals(noteKey(step)));
    }

    static String noteKey(Step note) {
        String written = note.result() == null ? "" : note.result().json().path("key").asString("");
        return note.arguments().path("key").asString(written);
    }

    /** A chunk whose evidence could not be noted stays in sight: it is all there is. */
    private Optional<Move> prune(Step read) {
        boolean lost = Chunks.read(read.result()).stream().anyMatch(chunk -> !progress.evidence(chunk.text(), chunk.id()).isEmpty() && !noted(chunk.id()));
        return lost ? Optional.empty() : delete(read.result().msgId(), read.result().isUnrelated() ? UNRELATED : null);
    }

    private boolean noted(Integer chunkId) {
        String key = notebook.key(chunkId);
        return transcript.notes().containsKey(key) || transcript.all(NOTE).stream().anyMatch(step -> step.succeeded() && key.equals(noteKey(step)));
    }

    private Optional<Move> pruneNote(Step note) {
        boolean opened = progress.offers(READ_NOTE) && transcript.tried(READ);
        return note.succeeded() && !note.deleted() && opened ? delete(note.result().invokingMsgId()) : Optional.empty();
    }

    Optional<Move> pruneSearches() {
        return transcript.all(SEARCH).stream().filter(step -> step.readable() && !evidence.usesHighlights()).map(step -> delete(step.result().msgId()))
                .flatMap(Optional::stream).findFirst();
    }

    private Optional<Move> delete(Integer msgId) {
        return delete(msgId, null);
    }

    private Optional<Move> delete(Integer msgId, String said) {
        if (msgId == null || msgId < 1 || !progress.offers(DELETE)) {
            return Optional.empty();
        }
        int deletable = transcript.count(READ) + transcript.count(NOTE) + transcript.count(SEARCH);
        boolean tried = transcript.all(DELETE).stream().anyMatch(step -> msgId.equals(ToolResult.integer(step.arguments().path("msg_id")))
                || step.result() != null && msgId.equals(ToolResult.integer(step.result().json().path("deleted_msg_id"))));
        return tried || transcript.count(DELETE) >= deletable ? Optional.empty() : ReadingPolicy.call(DELETE, Map.of("msg_id", msgId), said);
    }
}
