package palimpsest.runtime.history;

import java.util.List;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.Pairing;

/** Whether a history folds into a window in which calls and results pair up. */
final class HistorySoundness {

    private HistorySoundness() {}

    static boolean of(List<HistoryEntry> entries) {
        try {
            return Pairing.isWhole(ContextState.fold(NumberedHistory.recorded(entries)).messages());
        } catch (RuntimeException e) {
            // An event that can't follow the ones before it.
            return false;
        }
    }
}
