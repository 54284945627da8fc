package palimpsest.runtime.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.conversation.RetentionStore.Idle;

/**
 * Which conversations are kept.
 *
 * @param usual  for agents that have no rule of their own
 * @param agents rules by the agent's name
 */
public record RetentionPolicy(Rule usual, Map<String, Rule> agents) {

    /**
     * @param keepFor    after its last event; null keeps by age for ever
     * @param keepNewest of each agent; null keeps any number
     */
    public record Rule(Duration keepFor, Integer keepNewest) {

        public static final Rule KEEP_ALL = new Rule(null, null);
    }

    /** Those that are kept no longer. */
    public List<Idle> expired(List<Idle> conversations, Instant now) {
        Map<List<String>, Integer> seen = new HashMap<>();
        List<Idle> expired = new ArrayList<>();
        for (Idle conversation : conversations.stream().sorted(Comparator.comparing(Idle::updatedAt).reversed().thenComparing(Idle::id)).toList()) {
            Rule rule = agents.getOrDefault(conversation.agent(), usual);
            int place = seen.merge(List.of(conversation.tenant(), conversation.agent()), 1, Integer::sum);
            boolean old = rule.keepFor() != null && conversation.updatedAt().isBefore(now.minus(rule.keepFor()));
            if (old || rule.keepNewest() != null && place > rule.keepNewest()) {
                expired.add(conversation);
            }
        }
        return expired;
    }
}
