package palimpsest.runtime.model.extractive;

import static palimpsest.runtime.model.extractive.Tools.FINISH;
import static palimpsest.runtime.model.extractive.Tools.NOTE;
import static palimpsest.runtime.model.extractive.Tools.READ;
import static palimpsest.runtime.model.extractive.Tools.READ_NOTE;
import static palimpsest.runtime.model.extractive.Tools.SEARCH;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What can be quoted now: notes, chunks that are still in sight, a text that was loaded whole. */
final class EvidenceInSight {

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Transcript transcript;
    private final Question question;
    private final Notebook notebook;
    private final ReadingProgress progress;

    EvidenceInSight(Transcript transcript, Question question, Notebook notebook, ReadingProgress progress) {
        this.transcript = transcript;
        this.question = question;
        this.notebook = notebook;
        this.progress = progress;
    }

    /** Everything that can be quoted now: open notes, chunks still in sight, and the first sentence of closed notes. */
    List<Evidence> all() {
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
                        Chunks.read(step.result()).forEach(chunk -> found.addAll(progress.evidence(chunk.text(), chunk.id())));
                    }
                }
                default -> { }
            }
        }
        progress.loadedText().ifPresent(text -> found.addAll(progress.evidence(text, null)));
        notebook.own().forEach(entry -> found.add(new Evidence(entry.chunkId(), entry.quote(), entry.match() - (entry.shortened() ? 0.02 : 0), null)));
        if (usesHighlights()) {
            transcript.all(SEARCH).stream().filter(Step::readable).flatMap(step -> Chunks.hits(step.result()).stream())
                    .forEach(hit -> found.addAll(progress.evidence(hit.text(), hit.id())));
        }
        found.removeIf(evidence -> evidence.score() <= 0 || transcript.wasSentBackFor(evidence.quote()));
        found.sort(Comparator.comparingDouble(evidence -> -evidence.score()));
        return found;
    }

    /** A note of an earlier question may quote what is no longer in the document. */
    private boolean stillStands(Evidence evidence) {
        return progress.loadedText().map(text -> SPACE.matcher(text).replaceAll(" ").contains(SPACE.matcher(evidence.quote()).replaceAll(" ").strip())).orElse(true);
    }

    /** Where chunks can't be read, the fragments of the search are the only text there is. */
    boolean usesHighlights() {
        return !progress.offers(READ) || transcript.tried(READ) && transcript.all(READ).stream().allMatch(Step::failed);
    }
}
