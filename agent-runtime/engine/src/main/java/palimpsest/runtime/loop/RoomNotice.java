package palimpsest.runtime.loop;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.tools.restore.RestoreContext;

/** What the model is told after the runtime made room: which texts are gone, and how to get at them again. */
final class RoomNotice {

    private static final int NAMED = 8;

    private RoomNotice() {}

    /**
     * @param prunes may be empty
     * @param fold   may be null
     * @param tools  names offered
     */
    static String of(List<MessagePruned> prunes, ExchangesFolded fold, List<String> tools) {
        var notice = new StringBuilder("To make room, the runtime ");
        if (!prunes.isEmpty()) {
            notice.append("removed the text of ").append(prunes.size()).append(prunes.size() == 1 ? " message (msg_id " : " messages (msg_id ")
                    .append(prunes.stream().limit(NAMED).map(prune -> Integer.toString(prune.msgId())).collect(Collectors.joining(", ")))
                    .append(prunes.size() > NAMED ? ", …" : "").append(')');
        }
        if (fold != null) {
            notice.append(prunes.isEmpty() ? "" : " and ").append("took ").append(fold.messages()).append(" of the oldest deleted messages out of the window");
        }
        notice.append(". Notes are kept: note what matters as soon as it is read. ");
        notice.append(tools.contains(RestoreContext.NAME) ? "The tool " + RestoreContext.NAME + " brings a text back." : "Your tools can read a text again.");
        return notice.toString();
    }

    /** The longest that a notice gets. */
    static String longest(List<String> tools) {
        var prune = new MessagePruned(99_999, "tool", "runtime", "", 0);
        return of(Collections.nCopies(99_999, prune), new ExchangesFolded(List.of(), 99_999, "runtime", "", 0, 0), tools);
    }
}
