package palimpsest.runtime.api.openai;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.runtime.caller.CallerReply;

/**
 * The id of an item of a response: {@code msg_REPLY} or {@code fc_REPLY_CALL}.
 *
 * @param call which of the reply's calls, from 0; null for its text
 */
record ResponseItemId(CallerReply.Id reply, Integer call) {

    private static final Pattern FORM = Pattern.compile("msg_(?<said>[0-9a-f]+)|fc_(?<called>[0-9a-f]+)_(?<call>[0-9]{1,4})");

    static ResponseItemId message(CallerReply.Id reply) {
        return new ResponseItemId(reply, null);
    }

    /** Empty when it is no id of ours. */
    static Optional<ResponseItemId> parse(String id) {
        Matcher matcher = FORM.matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            boolean said = matcher.group("said") != null;
            return Optional.of(new ResponseItemId(CallerReply.Id.parse(matcher.group(said ? "said" : "called")), said ? null : Integer.valueOf(matcher.group("call"))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isCall() {
        return call != null;
    }

    @Override
    public String toString() {
        return isCall() ? "fc_" + reply + "_" + call : "msg_" + reply;
    }
}
