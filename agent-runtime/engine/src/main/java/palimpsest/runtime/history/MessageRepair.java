package palimpsest.runtime.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.history.HistoryMessage.Assistant;
import palimpsest.runtime.history.HistoryMessage.Result;
import palimpsest.runtime.history.HistoryMessage.SystemText;
import palimpsest.runtime.history.HistoryMessage.UserText;
import palimpsest.runtime.model.wire.WireArguments;

/**
 * Makes a valid history of any list of messages: one system message, first; then a user message; every call with an id of its
 * own and arguments that are a JSON object, followed by its result, in the order of the calls; nothing empty; no two user
 * messages in a row. A valid history stays as it is.
 */
public final class MessageRepair {

    static final String NO_RESULT = "{\"error\": \"The result of this call is missing in the history.\"}";
    private static final String BEGINNING = "(The beginning of this conversation is missing.)";
    private static final String BETWEEN = "\n\n";
    private static final int LONGEST_NAME = 64;

    private final List<Repair> repairs = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<SystemText> systems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> takenElsewhere = new HashSet<>();
    private int fresh;

    private MessageRepair() {}

    /** A history that any provider takes, and what was done for it. */
    public record Mended(List<HistoryMessage> messages, List<Repair> repairs) {}

    /** A user's text, or an assistant's turn with a place for each result. */
    private record Turn(UserText user, Assistant assistant, List<Slot> slots) {}

    private static final class Slot {
        private final String givenId;
        private final Call call;
        private Result result;

        Slot(String givenId, Call call) {
            this.givenId = givenId;
            this.call = call;
        }
    }

    public static Mended repair(List<HistoryMessage> given) {
        var repair = new MessageRepair();
        repair.takeIn(given);
        return new Mended(repair.valid(), repair.repairs);
    }

    private void takeIn(List<HistoryMessage> given) {
        given.stream().filter(Assistant.class::isInstance).map(Assistant.class::cast).flatMap(said -> said.calls().stream()).forEach(call -> takenElsewhere.add(call.id()));
        List<Result> unmatched = new ArrayList<>();
        for (HistoryMessage message : given) {
            switch (message) {
                case SystemText system -> takeIn(system);
                case UserText user -> takeIn(user);
                case Assistant said -> takeIn(said);
                case Result result -> {
                    if (!place(result)) {
                        unmatched.add(result);
                    }
                }
            }
        }
        unmatched.forEach(this::placeLate);
    }

    private void takeIn(SystemText system) {
        if (!systems.isEmpty() || !turns.isEmpty()) {
            repairs.add(new Repair("system-message", "A request has one system message, first: this one was joined to it.", system.text(), null));
        }
        systems.add(system);
    }

    private void takeIn(UserText user) {
        if (user.text().isBlank()) {
            repairs.add(new Repair("empty-message", "A user message without text says nothing and providers refuse it.", user.text(), null));
        } else if (!turns.isEmpty() && turns.getLast().user() != null) {
            String joined = turns.removeLast().user().text() + BETWEEN + user.text();
            turns.add(new Turn(new UserText(joined), null, List.of()));
            repairs.add(new Repair("consecutive-user-messages", "Some providers refuse two user messages in a row: this one was joined to the one before.", user.text(), joined));
        } else {
            turns.add(new Turn(user, null, List.of()));
        }
    }

    private void takeIn(Assistant said) {
        if (said.calls().isEmpty() && (said.text() == null || said.text().isBlank())) {
            repairs.add(new Repair("empty-message", "An assistant message without text and calls says nothing and providers refuse it.", said.text(), null));
            return;
        }
        if (turns.isEmpty()) {
            repairs.add(new Repair("missing-beginning", "A conversation begins with a user message.", null, BEGINNING));
            turns.add(new Turn(new UserText(BEGINNING), null, List.of()));
        }
        turns.add(new Turn(null, said, said.calls().stream().map(call -> new Slot(call.id(), valid(call))).toList()));
    }

    // --- calls

    private Call valid(Call call) {
        String id = call.id();
        if (id == null || id.isBlank() || !ids.add(id)) {
            id = freshId();
            ids.add(id);
            repairs.add(new Repair("duplicate-call-id", "A result can't be told from another without an id of its own.", call.id(), id));
        }
        return new Call(id, name(call.name()), arguments(call.arguments()));
    }

    private String freshId() {
        String id;
        do {
            id = "call_" + ++fresh;
        } while (ids.contains(id) || takenElsewhere.contains(id));
        return id;
    }

    private String name(String given) {
        String name = given.replaceAll("[^a-zA-Z0-9_-]", "_");
        name = name.isEmpty() ? "unknown_tool" : name.substring(0, Math.min(name.length(), LONGEST_NAME));
        if (!name.equals(given)) {
            repairs.add(new Repair("tool-name", "Providers take tool names of letters, digits, _ and - only.", given, name));
        }
        return name;
    }

    private String arguments(String given) {
        if (WireArguments.isObject(given)) {
            return given;
        }
        String arguments = WireArguments.object(given);
        repairs.add(new Repair("malformed-arguments", "Servers parse arguments while they render a prompt: these are no JSON object.", given, arguments));
        return arguments;
    }

    // --- results

    /** Puts a result to the nearest call before it that waits for one. */
    private boolean place(Result result) {
        for (Turn turn : turns.reversed()) {
            for (Slot slot : turn.slots()) {
                if (slot.result == null && answers(result, slot)) {
                    boolean next = turn == turns.getLast() && turn.slots().stream().takeWhile(other -> other != slot).allMatch(other -> other.result != null);
                    put(result, slot, next);
                    return true;
                }
            }
        }
        return false;
    }

    /** A result that stood before its call, or belongs to none. */
    private void placeLate(Result result) {
        turns.stream().flatMap(turn -> turn.slots().stream()).filter(slot -> slot.result == null && answers(result, slot)).findFirst()
                .ifPresentOrElse(slot -> put(result, slot, false), () -> repairs.add(
                        new Repair("orphaned-result", "No call waits for this result: a provider would refuse the request.", result.content(), null)));
    }

    private static boolean answers(Result result, Slot slot) {
        return result.callId() == null || result.callId().isBlank() || result.callId().equals(slot.givenId);
    }

    private void put(Result result, Slot slot, boolean inPlace) {
        slot.result = new Result(slot.call.id(), result.content());
        if (!inPlace) {
            repairs.add(new Repair("result-out-of-order", "A result follows its call, in the order of the calls: it was moved there.", result.content(), slot.call.id()));
        } else if (!slot.givenId.equals(result.callId())) {
            repairs.add(new Repair("result-without-id", "A result names its call: this one was taken for the next that waited.", result.content(), slot.call.id()));
        }
    }

    // --- the whole

    private List<HistoryMessage> valid() {
        List<HistoryMessage> messages = new ArrayList<>();
        String system = String.join(BETWEEN, systems.stream().map(SystemText::text).filter(text -> !text.isBlank()).toList());
        if (!system.isEmpty()) {
            messages.add(new SystemText(system));
        }
        for (Turn turn : turns) {
            if (turn.user() != null) {
                messages.add(turn.user());
            } else {
                messages.add(new Assistant(turn.assistant().text(), turn.slots().stream().map(slot -> slot.call).toList()));
                turn.slots().forEach(slot -> messages.add(result(slot)));
            }
        }
        return messages;
    }

    private Result result(Slot slot) {
        if (slot.result != null) {
            return slot.result;
        }
        repairs.add(new Repair("orphaned-call", "A call without a result makes every later request invalid: it got an error as its result.", null, NO_RESULT));
        return new Result(slot.call.id(), NO_RESULT);
    }
}
