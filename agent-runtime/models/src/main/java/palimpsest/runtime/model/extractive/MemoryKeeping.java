package palimpsest.runtime.model.extractive;

import static palimpsest.runtime.model.extractive.Tools.FINISH;
import static palimpsest.runtime.model.extractive.Tools.FORGET;
import static palimpsest.runtime.model.extractive.Tools.RECALL;
import static palimpsest.runtime.model.extractive.Tools.REMEMBER;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import palimpsest.memory.language.FixedWords;

/** Does what a person asks of memory itself by its tools, and says what became of it. Each thing is done at most a few times, so that a run ends. */
final class MemoryKeeping {

    private static final int MOST_FORGOTTEN = 3;

    private final Transcript transcript;
    private final MemoryRequest request;
    private final Question about;
    private final Set<String> offered;
    private final FixedWords.OfMemory words;

    /** @param about the thing that is to be kept or forgotten, as a question would name it */
    MemoryKeeping(Transcript transcript, MemoryRequest request, Question about, Set<String> offered) {
        this.transcript = transcript;
        this.request = request;
        this.about = about;
        this.offered = offered;
        this.words = FixedWords.of(transcript.question()).memory();
    }

    /** What a person asks for, where these tools can do it. */
    static Optional<MemoryRequest> asked(Transcript transcript, Set<String> offered) {
        return MemoryRequest.in(transcript.question()).filter(request -> offered.contains(request.kind() == MemoryRequest.Kind.KEEP ? REMEMBER : FORGET) && offered.contains(RECALL));
    }

    Move next() {
        if (transcript.tried(FINISH)) {
            return finish(said());
        }
        if (request.kind() == MemoryRequest.Kind.KEEP) {
            return transcript.tried(REMEMBER) ? finish(said()) : new Move.Call(REMEMBER, Map.of("text", request.about()), null);
        }
        if (!transcript.recalled()) {
            return new Move.Call(RECALL, Map.of("query", request.about()), "I look for it in what I remember.");
        }
        Optional<String> next = transcript.count(FORGET) >= MOST_FORGOTTEN ? Optional.empty() : references().stream().filter(reference -> !tried(reference)).findFirst();
        return next.<Move>map(reference -> new Move.Call(FORGET, Map.of("id", reference), null)).orElseGet(() -> finish(said()));
    }

    private Move finish(String answer) {
        return offered.contains(FINISH) && transcript.count(FINISH) < 2 ? new Move.Call(FINISH, Map.of("answer", answer), null) : new Move.Say(answer);
    }

    private boolean tried(String reference) {
        return transcript.all(FORGET).stream().anyMatch(step -> step.arguments().path("id").asString("").equals(reference));
    }

    /** Of what the user said that holds each telling word of the request: what can't be undone is done to nothing less. */
    private Set<String> references() {
        Set<String> named = about.terms().stream().filter(Question.Term::strong).map(Question.Term::term).collect(Collectors.toSet());
        return named.isEmpty() ? Set.of() : Remembered.in(transcript).stream().filter(memory -> memory.byUser() && !memory.reference().isEmpty() && terms(memory.text()).containsAll(named))
                .map(Remembered::reference).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<String> terms(String text) {
        return about.words().of(text).stream().map(word -> word.term()).collect(Collectors.toSet());
    }

    private String said() {
        if (request.kind() == MemoryRequest.Kind.KEEP) {
            return transcript.last(REMEMBER).filter(Step::succeeded).isPresent() ? words.kept() : failure(REMEMBER);
        }
        List<String> receipts = transcript.all(FORGET).stream().filter(Step::readable).map(step -> step.result().json().path("receipt").asString("")).filter(receipt -> !receipt.isEmpty()).toList();
        return !receipts.isEmpty() ? words.forgotten().formatted(String.join(", ", receipts)) : transcript.tried(FORGET) ? failure(FORGET) : words.nothingToForget();
    }

    private String failure(String tool) {
        return words.failed().formatted(transcript.last(tool).map(Step::result).map(ToolResult::error).orElse(""));
    }
}
