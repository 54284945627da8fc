package palimpsest.runtime.caller;

import java.util.List;
import palimpsest.runtime.history.HistoryMessage;

/** A reply as the message that the caller keeps of it. */
final class Replied {

    private Replied() {}

    static HistoryMessage message(CallerReply reply) {
        return switch (reply.outcome()) {
            case CallerReply.Answered answered -> new HistoryMessage.Assistant(answered.text(), List.of());
            case CallerReply.Called called -> new HistoryMessage.Assistant(called.text(), called.calls());
            case CallerReply.Failed ignored -> throw new IllegalArgumentException("a failure is no message");
        };
    }
}
