package palimpsest.evaluation.gate;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;
import palimpsest.memory.gate.Dialogue;
import palimpsest.memory.gate.DialogueAct;
import palimpsest.memory.gate.FittedGate;
import palimpsest.memory.gate.Interaction;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.gate.TurnFeatures;
import palimpsest.memory.gate.Wording;

/** The turns of conversations with questions, and which of them are evidence. */
public final class LabelledTurns {

    /** Questions that the conversation does not answer; what they name as evidence is reported apart. */
    public static final int ADVERSARIAL = 5;

    private LabelledTurns() {}

    /**
     * A turn as a gate sees it.
     *
     * @param conversation its name
     * @param id           of the turn in the data
     * @param categories   of the questions that name it as evidence
     * @param empty        whether the gate drops it before any weight counts, as it only asks or is polite
     */
    record Labelled(String conversation, String id, double[] features, float[] embedding, Set<Integer> categories, int words, DialogueAct act, boolean empty) {

        /** Whether a question that has an answer names it. */
        boolean evidence() {
            return categories.stream().anyMatch(category -> category != ADVERSARIAL);
        }
    }

    /** The turn of the data as a gate takes it. */
    public static Turn turn(LocomoConversation.Turn turn) {
        return new Turn(turn.speaker(), turn.at() == null ? null : turn.at().toInstant(ZoneOffset.UTC), turn.text(), turn.caption());
    }

    /**
     * Walks through the conversations in order.
     *
     * @param embed one vector for each text, or null where there is no embedding model
     */
    static List<Labelled> of(List<LocomoConversation> conversations, Function<List<String>, List<float[]>> embed) {
        var labelled = new ArrayList<Labelled>();
        for (LocomoConversation conversation : conversations) {
            List<Turn> turns = conversation.turns().stream().map(LabelledTurns::turn).toList();
            List<float[]> vectors = embed == null ? null : embed.apply(turns.stream().map(Turn::content).toList());
            Map<String, Set<Integer>> categories = categories(conversation);
            var before = new Dialogue();
            for (int i = 0; i < turns.size(); i++) {
                float[] vector = vectors == null ? null : vectors.get(i);
                String id = conversation.turns().get(i).id();
                var interaction = new Interaction(turns.get(i), vector, before);
                double[] features = TurnFeatures.of(interaction);
                labelled.add(new Labelled(conversation.name(), id, features, vector, categories.getOrDefault(id, Set.of()),
                        Wording.words(turns.get(i).text()).size(), DialogueAct.of(features), FittedGate.empty(interaction) != null));
                before.add(turns.get(i));
            }
        }
        return labelled;
    }

    private static Map<String, Set<Integer>> categories(LocomoConversation conversation) {
        var categories = new HashMap<String, Set<Integer>>();
        for (Question question : conversation.questions()) {
            question.evidence().forEach(id -> categories.computeIfAbsent(id, key -> new TreeSet<>()).add(question.category()));
        }
        return categories;
    }
}
