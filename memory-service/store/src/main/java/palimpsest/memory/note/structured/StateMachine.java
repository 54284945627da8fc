package palimpsest.memory.note.structured;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that is in one of several states and changes by legal transitions only.
 *
 * @param transitions the states that may follow, by state; every state is a key
 */
public record StateMachine(SequencedMap<String, List<String>> transitions, String initial, List<Step> history) implements StructuredNote {

    /** A transition that was made. {@code reason} may be null. */
    public record Step(String from, String to, String reason) {}

    /**
     * @param transitions {@code {"open": ["paid", "cancelled"], "paid": ["sent"]}}; states that nothing follows need no entry
     * @throws StructureException when the initial state is not among them
     */
    public static StateMachine of(JsonNode transitions, String initial) {
        SequencedMap<String, List<String>> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> from : StructuredNotes.object(transitions, "transitions").properties()) {
            if (!from.getValue().isArray()) {
                throw new StructureException("transitions: '" + from.getKey() + "' needs a list of the states that may follow, not " + from.getValue() + ".");
            }
            all.put(from.getKey(), from.getValue().valueStream().map(JsonNode::asString).toList());
        }
        List.copyOf(all.values()).forEach(targets -> targets.forEach(state -> all.putIfAbsent(state, List.of())));
        if (!all.containsKey(initial)) {
            throw new StructureException("initial: '" + initial + "' is none of the states " + String.join(", ", all.keySet()) + ".");
        }
        return new StateMachine(all, initial, List.of());
    }

    static StateMachine read(ObjectNode json) {
        StateMachine machine = of(json.path("transitions"), json.path("initial").asString(""));
        for (JsonNode step : json.path("history")) {
            machine = machine.transition(step.path("to").asString(""), step.path("reason").asString(null));
        }
        return machine;
    }

    @Override
    public String kind() {
        return "state";
    }

    public String current() {
        return history.isEmpty() ? initial : history.getLast().to();
    }

    /** States that may follow now. */
    public List<String> legal() {
        return transitions.get(current());
    }

    /** @throws StructureException when the state may not follow; the message names those that may */
    public StateMachine transition(String to, String reason) {
        if (!legal().contains(to)) {
            throw new StructureException("From '" + current() + "' there is no way to '" + to + "'. "
                    + (legal().isEmpty() ? "It is a final state." : "Legal now: " + String.join(", ", legal()) + "."));
        }
        List<Step> steps = new ArrayList<>(history);
        steps.add(new Step(current(), to, reason));
        return new StateMachine(transitions, initial, List.copyOf(steps));
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = StructuredNotes.JSON.createObjectNode().put("kind", kind());
        ObjectNode all = json.putObject("transitions");
        transitions.forEach((from, to) -> to.forEach(all.putArray(from)::add));
        json.put("initial", initial).put("current", current());
        ArrayNode steps = json.putArray("history");
        history.forEach(step -> steps.addObject().put("from", step.from()).put("to", step.to()).put("reason", step.reason()));
        return json;
    }
}
