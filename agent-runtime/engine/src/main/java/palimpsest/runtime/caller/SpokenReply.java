package palimpsest.runtime.caller;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import palimpsest.runtime.event.SpokenPart;

/**
 * What a caller that reads along is shown of a run: the text of each message, and the answer out of the arguments of {@code finish}, as the
 * model says them, with a blank line between. What was shown can't be taken back: where the model begins anew, it is shown no more of that
 * message until it is recorded; and what it only says again, as after a check that sent its answer back, is not shown twice. For one reply.
 */
public final class SpokenReply {

    private static final String BETWEEN = "\n\n";
    private static final String FINISH = "finish";

    private final StringBuilder shown = new StringBuilder();
    /** Of it, what was said last in one go. */
    private final StringBuilder piece = new StringBuilder();
    /** What was said before, as long as what is said now could be the same again; null when it is not. */
    private String echoed;
    private final Map<Integer, Integer> heard = new HashMap<>();
    private StringField answer = new StringField("answer");
    private int msgId;
    private int channel;
    private UUID attempt;
    private boolean shownOfMessage;
    private boolean muted;

    /** What is to be shown now; empty for nothing. */
    public String hear(SpokenPart part) {
        if (part.msgId() < msgId) {
            return "";
        }
        if (part.msgId() > msgId && part.goesOn() && channel == SpokenPart.TEXT) {
            // One text in several messages: it is shown without a break, or not at all.
            boolean hidden = muted;
            shownOfMessage = false;
            begin(part);
            channel = SpokenPart.TEXT;
            muted = hidden;
        } else if (part.msgId() > msgId) {
            shownOfMessage = false;
            begin(part);
        } else if (!part.attempt().equals(attempt)) {
            begin(part);
            muted = shownOfMessage;
        }
        // Whoever came too late for the beginning waits for the end.
        muted |= part.offset() != heard.getOrDefault(part.call(), 0);
        heard.put(part.call(), part.offset() + part.text().length());
        String said = part.call() == SpokenPart.TEXT ? part.text() : part.call() == 0 && FINISH.equals(part.tool()) ? answer.more(part.text()) : "";
        return muted ? "" : show(said, part.call());
    }

    private void begin(SpokenPart part) {
        msgId = part.msgId();
        attempt = part.attempt();
        heard.clear();
        answer = new StringField("answer");
        channel = Integer.MIN_VALUE;
        muted = false;
    }

    private String show(String said, int from) {
        boolean goesOn = from == channel;
        String more = goesOn ? said : said.stripLeading();
        if (more.isEmpty()) {
            return "";
        }
        if (!goesOn) {
            // What was held back is not what was shown.
            echoed = shown.isEmpty() ? null : echoed != null ? echoed : piece.toString();
            piece.setLength(0);
        }
        channel = from;
        piece.append(more);
        if (echoed != null && echoed.startsWith(piece.toString())) {
            return "";
        }
        String next = goesOn && echoed == null ? more : (shown.isEmpty() ? "" : BETWEEN) + piece;
        echoed = null;
        shownOfMessage = true;
        shown.append(next);
        return next;
    }

    /** What of the recorded reply is still to be shown. */
    String rest(CallerReply reply) {
        String text = switch (reply.outcome()) {
            // A refusal is told apart from the text.
            case CallerReply.Answered answered when answered.refused() -> null;
            case CallerReply.Answered answered -> answered.text();
            case CallerReply.Called called -> called.text();
            case CallerReply.Failed ignored -> null;
        };
        // What was held back as a repetition is none where the text ends sooner.
        String last = echoed == null ? piece.toString() : echoed;
        if (text == null || text.isEmpty() || text.strip().contentEquals(last.strip())) {
            return "";
        }
        String rest = echoed != null ? BETWEEN + text : shown.isEmpty() ? text : text.startsWith(piece.toString()) ? text.substring(piece.length()) : BETWEEN + text;
        shown.append(rest);
        return rest;
    }

    /** The reply as the caller has seen it, once the rest was shown. */
    CallerReply asShown(CallerReply reply) {
        if (shown.isEmpty()) {
            return reply;
        }
        return reply.with(switch (reply.outcome()) {
            case CallerReply.Answered answered when answered.refused() -> answered;
            case CallerReply.Answered answered -> new CallerReply.Answered(shown.toString(), answered.stoppedBy());
            case CallerReply.Called called -> new CallerReply.Called(shown.toString(), called.calls());
            case CallerReply.Failed failed -> failed;
        });
    }
}
