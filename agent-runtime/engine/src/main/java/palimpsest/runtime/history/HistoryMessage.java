package palimpsest.runtime.history;

import java.util.List;
import palimpsest.runtime.event.MessageEvent.Call;

/** A message of a history from elsewhere, valid or not. */
public sealed interface HistoryMessage {

    record SystemText(String text) implements HistoryMessage {}

    record UserText(String text) implements HistoryMessage {}

    /** {@code text} may be null. */
    record Assistant(String text, List<Call> calls) implements HistoryMessage {}

    /** {@code callId} may be null. */
    record Result(String callId, String content) implements HistoryMessage {}
}
