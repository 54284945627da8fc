package palimpsest.runtime.verify.kept;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.transaction.support.TransactionOperations;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.MemoryType;
import palimpsest.memory.verified.Source;
import palimpsest.memory.verified.VerifiedItem;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.runtime.answer.AnswerSupport;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.KnownClaims;
import palimpsest.runtime.verify.Place;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.claim.SupportCheck;

/**
 * What {@link VerifiedKeeping} kept of an agent's earlier answers and notes. Only claims whose source is attached to the conversation
 * count, and a chunk that an answer names must hold one of their places: it may be another chunk than then.
 */
public final class KeptClaims implements KnownClaims {

    private final BiFunction<String, UUID, Optional<MemoryOwner>> owners;
    private final VerifiedMemory memory;
    private final TransactionOperations transaction;

    /**
     * @param owners      whose verified memory a tenant's conversation shares
     * @param transaction in which all claims of a text are looked for
     */
    public KeptClaims(BiFunction<String, UUID, Optional<MemoryOwner>> owners, VerifiedMemory memory, TransactionOperations transaction) {
        this.owners = owners;
        this.memory = memory;
        this.transaction = transaction;
    }

    @Override
    public List<Finding> of(Subject subject, Facts facts) {
        return subject instanceof Subject.ToolUse ? List.of() : transaction.execute(status -> facts.documents().isEmpty() ? List.of() : found(subject, facts));
    }

    private List<Finding> found(Subject subject, Facts facts) {
        return switch (subject) {
            case Subject.AnswerGiving answer -> ofAnswer(answer.answer(), facts);
            case Subject.NoteWriting note -> owner(facts).flatMap(owner -> kept(owner, MemoryType.CONTEXT, VerifiedKeeping.NOTE, note.content(), facts)).stream().toList();
            case Subject.ToolUse ignored -> List.of();
        };
    }

    private List<Finding> ofAnswer(String answer, Facts facts) {
        List<String> claims = AnswerSupport.claims(answer);
        Optional<MemoryOwner> owner = claims.isEmpty() ? Optional.empty() : owner(facts);
        List<Finding> found = new ArrayList<>();
        for (String claim : claims) {
            Optional<Finding> known = owner.flatMap(whose -> kept(whose, MemoryType.KNOWLEDGE, SupportCheck.NAME, claim, facts));
            if (known.isEmpty()) {
                return List.of();
            }
            found.add(known.get());
        }
        boolean placed = CitationResolver.chunksNamed(answer).stream().allMatch(id -> facts.chunk(id).filter(chunk -> found.stream().anyMatch(finding -> holds(chunk, finding.place()))).isPresent());
        return placed ? found : List.of();
    }

    private Optional<MemoryOwner> owner(Facts facts) {
        return owners.apply(facts.tenant(), facts.conversationId());
    }

    private Optional<Finding> kept(MemoryOwner owner, MemoryType type, String check, String claim, Facts facts) {
        return memory.find(facts.tenant(), owner, type, claim).filter(item -> item.verifiedBy().equals(check) && item.source() != null)
                .filter(item -> attached(facts, item.source().documentId())).map(item -> finding(check, claim, item));
    }

    private static boolean attached(Facts facts, UUID document) {
        return facts.documents().stream().anyMatch(each -> each.id().equals(document));
    }

    private static Finding finding(String check, String claim, VerifiedItem item) {
        Source source = item.source();
        return Finding.pass(Dimension.KNOWLEDGE_ACCURACY, check, claim, "it passed on " + item.verifiedAt() + ", and its source says so still",
                new Place(source.documentId(), source.start(), source.end()));
    }

    private static boolean holds(ReadSpan chunk, Place place) {
        return chunk.overlaps(place.documentId(), place.start(), place.end());
    }
}
