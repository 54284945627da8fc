package palimpsest.runtime.verify.kept;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.MemoryType;
import palimpsest.memory.verified.Source;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.runtime.conversation.FinishedRuns;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Verdict;

/**
 * Keeps what passed in a run for the agent's later ones: what its answer rests on as knowledge, its notes as context. Nothing of a
 * note or an answer in which a check failed or decided nothing is kept. Done again it keeps the same.
 */
public final class VerifiedKeeping implements FinishedRuns.FollowUp {

    /** By what a note was verified: by all checks together. */
    static final String NOTE = "note";

    private final ConversationStore store;
    private final DocumentStore documents;
    private final VerifiedMemory memory;
    private final KeptExplorations explorations;

    /** @param explorations keeps what passed the inner agent */
    public VerifiedKeeping(ConversationStore store, DocumentStore documents, VerifiedMemory memory, KeptExplorations explorations) {
        this.explorations = explorations;
        this.store = store;
        this.documents = documents;
        this.memory = memory;
    }

    @Override
    public String what() {
        return "keeping what passed verification";
    }

    @Override
    public boolean concerns(List<RecordedEvent> run) {
        return run.stream().anyMatch(event -> passed(event.event()) && hasPlace((Verified) event.event()) || explored(event.event()));
    }

    @Override
    public void follow(String tenant, UUID conversationId, List<RecordedEvent> own) {
        MemoryOwner owner = MemoryOwner.agent(store.findConversation(tenant, conversationId).orElseThrow().agentId());
        String question = null;
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).event() instanceof UserSpoke spoke) {
                question = spoke.content();
            } else if (question != null && explored(own.get(i).event())) {
                explorations.keep(tenant, conversationId, question, ((Verified) own.get(i).event()).findings());
            }
            if (own.get(i).event() instanceof Verified verified && passed(verified)) {
                if (verified.subject().equals("answer")) {
                    verified.findings().stream().filter(finding -> !finding.claim().isBlank()).forEach(finding -> source(tenant, finding)
                            .ifPresent(source -> memory.keep(tenant, owner, MemoryType.KNOWLEDGE, finding.claim(), source, finding.check())));
                } else if (i + 1 < own.size() && own.get(i + 1).event() instanceof NoteWritten note) {
                    verified.findings().stream().map(finding -> source(tenant, finding)).flatMap(Optional::stream).findFirst()
                            .ifPresent(source -> memory.keep(tenant, owner, MemoryType.CONTEXT, note.content(), source, NOTE));
                }
            }
        }
    }

    private static boolean passed(ConversationEvent event) {
        return event instanceof Verified verified && !verified.findings().isEmpty()
                && verified.findings().stream().allMatch(finding -> finding.verdict() == Verdict.PASS);
    }

    /** What stands in no document is not kept. */
    private static boolean hasPlace(Verified verified) {
        return verified.findings().stream().anyMatch(finding -> finding.place() != null);
    }

    private static boolean explored(ConversationEvent event) {
        return event instanceof Verified verified && verified.subject().equals("exploration");
    }

    private Optional<Source> source(String tenant, Finding finding) {
        return Optional.ofNullable(finding.place()).flatMap(place -> documents.find(tenant, place.documentId())
                .map(document -> Source.in(document, place.start(), place.end(), documents.text(tenant, document.id(), place.start(), place.end()))));
    }
}
