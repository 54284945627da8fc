package palimpsest.runtime.verify.kept;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.MemoryType;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.deep.DeepVerifier;
import palimpsest.runtime.verify.deep.KnownExplorations;

/**
 * What passed the inner agent: that a text is accurate is knowledge of the agent; that it bears on a question is context of the conversation. Both are found by the
 * text itself, so that a source that changed is checked again.
 */
public final class KeptExplorations implements KnownExplorations {

    private final BiFunction<String, UUID, Optional<MemoryOwner>> owners;
    private final VerifiedMemory memory;

    /** @param owners whose verified memory a tenant's conversation shares */
    public KeptExplorations(BiFunction<String, UUID, Optional<MemoryOwner>> owners, VerifiedMemory memory) {
        this.owners = owners;
        this.memory = memory;
    }

    @Override
    public boolean accurate(Facts facts, String text) {
        return owners.apply(facts.tenant(), facts.conversationId()).flatMap(owner -> memory.find(facts.tenant(), owner, MemoryType.KNOWLEDGE, text)).isPresent();
    }

    @Override
    public boolean relevant(Facts facts, String text) {
        return memory.find(facts.tenant(), MemoryOwner.conversation(facts.conversationId()), MemoryType.CONTEXT, context(facts.question(), text)).isPresent();
    }

    /** Keeps those of the inner agent's findings that passed. Done again it keeps the same. */
    public void keep(String tenant, UUID conversationId, String question, List<Finding> findings) {
        findings.stream().filter(finding -> finding.check().equals(DeepVerifier.NAME) && finding.verdict() == Verdict.PASS && !finding.claim().isBlank()).forEach(finding -> {
            if (finding.dimension() == Dimension.KNOWLEDGE_ACCURACY) {
                owners.apply(tenant, conversationId).ifPresent(owner -> memory.keep(tenant, owner, MemoryType.KNOWLEDGE, finding.claim(), null, DeepVerifier.NAME));
            } else if (finding.dimension() == Dimension.RELEVANCE) {
                memory.keep(tenant, MemoryOwner.conversation(conversationId), MemoryType.CONTEXT, context(question, finding.claim()), null, DeepVerifier.NAME);
            }
        });
    }

    private static String context(String question, String text) {
        return "It bears on “" + question + "”: " + text;
    }
}
