package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.event.MessageEvent.Call;

/** Whether each call of a window has one result behind it and each result its call: a provider refuses any other request. */
public final class Pairing {

    private Pairing() {}

    /** Whether they pair up and no call waits. */
    public static boolean isWhole(List<WindowMessage> window) {
        List<String> waiting = waiting(window);
        return waiting != null && waiting.isEmpty();
    }

    /** The same, but the last calls of the model's last message may wait: a run goes on there. */
    public static boolean mayGoOn(List<WindowMessage> window) {
        List<String> waiting = waiting(window);
        return waiting != null && (waiting.isEmpty() || waiting.equals(lastCalls(window, waiting.size())));
    }

    /** Ids of the calls without a result, null when they do not pair up. */
    private static List<String> waiting(List<WindowMessage> window) {
        List<String> waiting = new ArrayList<>();
        for (WindowMessage message : window) {
            boolean fits = switch (message) {
                case Tool tool -> waiting.remove(tool.callId());
                case Assistant said -> waiting.isEmpty() && distinct(said.calls()) && (said.calls().isEmpty() || waiting.addAll(ids(said.calls())));
                default -> waiting.isEmpty();
            };
            if (!fits) {
                return null;
            }
        }
        return waiting;
    }

    private static boolean distinct(List<Call> calls) {
        return new HashSet<>(ids(calls)).size() == calls.size();
    }

    private static List<String> ids(List<Call> calls) {
        return calls.stream().map(Call::id).toList();
    }

    private static List<String> lastCalls(List<WindowMessage> window, int count) {
        return window.reversed().stream().filter(Assistant.class::isInstance).map(message -> ids(((Assistant) message).calls())).findFirst()
                .map(ids -> ids.subList(Math.max(0, ids.size() - count), ids.size())).orElse(List.of());
    }
}
