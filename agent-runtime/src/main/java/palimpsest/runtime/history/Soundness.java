package palimpsest.runtime.history;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.WindowMessage;
import palimpsest.runtime.event.ConversationEvent.Call;

/** Whether a history folds into a window in which calls and results pair up. */
final class Soundness {

    private Soundness() {}

    static boolean of(List<HistoryEntry> entries) {
        try {
            return pairs(ContextState.fold(NumberedHistory.recorded(entries)).messages());
        } catch (RuntimeException e) {
            // An event that can't follow the ones before it.
            return false;
        }
    }

    private static boolean pairs(List<WindowMessage> window) {
        Set<String> waiting = new HashSet<>();
        for (WindowMessage message : window) {
            boolean fits = switch (message) {
                case WindowMessage.Tool tool -> waiting.remove(tool.callId());
                case WindowMessage.Notice ignored -> waiting.isEmpty();
                case WindowMessage.Assistant said -> waiting.isEmpty() && said.calls().stream().map(Call::id).allMatch(waiting::add);
                case WindowMessage.User ignored -> waiting.isEmpty();
                case WindowMessage.Nudge ignored -> waiting.isEmpty();
            };
            if (!fits) {
                return false;
            }
        }
        return waiting.isEmpty();
    }
}
