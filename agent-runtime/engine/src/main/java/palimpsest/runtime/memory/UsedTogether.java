package palimpsest.runtime.memory;

import java.util.List;
import java.util.UUID;
import palimpsest.memory.retrieve.PassageLinks;
import palimpsest.memory.retrieve.PassageLinks.Use;
import palimpsest.memory.retrieve.PassageLinks.Used;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.conversation.FinishedRuns;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent.RunFinished;

/** Links the passages that a run's answer cites, and those that the run read, with each other: search may follow these links later. */
public final class UsedTogether implements FinishedRuns.FollowUp {

    private final Links links;

    /** Where uses are recorded: {@link PassageLinks#record}. */
    @FunctionalInterface
    public interface Links {
        void record(String tenant, UUID runId, Use use, List<Used> used);
    }

    public UsedTogether(Links links) {
        this.links = links;
    }

    @Override
    public String what() {
        return "linking passages that were used together";
    }

    @Override
    public boolean concerns(List<RecordedEvent> run) {
        return run.stream().anyMatch(recorded -> recorded.event() instanceof RunFinished finished && finished.result().found()
                && (finished.result().citations().stream().anyMatch(UsedTogether::isOfDocument) || run.stream().anyMatch(other -> other.event() instanceof TextRead)));
    }

    @Override
    public void follow(String tenant, UUID conversationId, List<RecordedEvent> run) {
        for (RecordedEvent recorded : run) {
            if (recorded.event() instanceof RunFinished finished && finished.result().found()) {
                links.record(tenant, recorded.runId(), Use.READ, run.stream().map(RecordedEvent::event).filter(TextRead.class::isInstance).map(TextRead.class::cast)
                        .map(read -> new Used(read.documentId(), read.start(), read.end())).distinct().toList());
                links.record(tenant, recorded.runId(), Use.CITED, finished.result().citations().stream().filter(UsedTogether::isOfDocument)
                        .map(citation -> new Used(citation.documentId(), citation.start(), citation.end())).toList());
            }
        }
    }

    /** Not what was remembered, nor what a tool told. */
    private static boolean isOfDocument(Citation citation) {
        return citation.turn() == null && citation.documentId() != null;
    }
}
