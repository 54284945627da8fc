package palimpsest.runtime.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import palimpsest.memory.conversation.Agent;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.event.ConversationEvent.CallerFunction;
import palimpsest.runtime.history.HistoryMessage;
import palimpsest.runtime.history.HistoryMessage.Assistant;
import palimpsest.runtime.history.HistoryMessage.Result;
import palimpsest.runtime.history.HistoryMessage.SystemText;
import palimpsest.runtime.history.HistoryMessage.UserText;

/**
 * What a caller sends: messages, of which the agent has answered some before.
 *
 * @param agent        who answers
 * @param caller       the user that the caller has proved to be; null where callers prove nothing
 * @param messages     all that the caller sends, in order; the last one is the user's or a function's result
 * @param functions    that the caller runs
 * @param conversation id of a conversation, or a name that the caller gives it; null to find it otherwise
 * @param previous     the reply that this goes on from; null for none
 * @param user         the user that the caller names, or null
 * @param retry        how to tell a request that is sent again from one that says the same again
 */
public record CallerRequest(Agent agent, String caller, List<HistoryMessage> messages, List<CallerFunction> functions, String conversation,
                            CallerReply.Id previous, String user, Retry retry) {

    private static final String BETWEEN = "\n\n";

    /**
     * @param key   the same for all attempts of one request; null when the caller gives none
     * @param again whether the caller says that this is another attempt
     */
    public record Retry(String key, boolean again) {}

    /** @throws RequestRefused INVALID when the messages can't follow one another */
    public CallerRequest {
        messages = List.copyOf(messages);
        functions = List.copyOf(functions);
        HistoryMessage last = messages.isEmpty() ? null : messages.getLast();
        if (!(last instanceof UserText) && !(last instanceof Result)) {
            throw new RequestRefused(Reason.INVALID, "The last message must be the user's or the result of a function: there is nothing to answer otherwise.");
        }
    }

    String tenant() {
        return agent.tenant();
    }

    /** What the caller says besides the agent's prompt; null for nothing. */
    String instructions() {
        String said = messages.stream().filter(SystemText.class::isInstance).map(message -> ((SystemText) message).text())
                .filter(text -> !text.isBlank()).collect(Collectors.joining(BETWEEN));
        return said.isEmpty() ? null : said;
    }

    /** The messages up to the agent's last one; empty when it has said nothing so far. */
    List<HistoryMessage> answered() {
        return spoken().subList(0, lastAnswer() + 1);
    }

    /** The user's messages and results of functions since. */
    List<HistoryMessage> unanswered() {
        List<HistoryMessage> spoken = spoken();
        return spoken.subList(lastAnswer() + 1, spoken.size());
    }

    List<Result> results() {
        return unanswered().stream().filter(Result.class::isInstance).map(Result.class::cast).toList();
    }

    /** The user's words since the agent's last; empty when there are none. */
    String said() {
        return unanswered().stream().filter(UserText.class::isInstance).map(message -> ((UserText) message).text()).collect(Collectors.joining(BETWEEN)).strip();
    }

    /** Whose the conversation becomes: what a caller has proved counts before what it says. */
    String owner() {
        return caller == null ? user : caller;
    }

    /** Histories of different callers and users, or under different names, have nothing to do with each other. */
    HistoryKey beginning() {
        return HistoryKey.of(Objects.toString(caller, "")).with(conversation, user, Objects.toString(previous, ""));
    }

    private List<HistoryMessage> spoken() {
        return messages.stream().filter(message -> !(message instanceof SystemText)).toList();
    }

    private int lastAnswer() {
        List<HistoryMessage> spoken = spoken();
        for (int i = spoken.size() - 1; i >= 0; i--) {
            if (spoken.get(i) instanceof Assistant) {
                return i;
            }
        }
        return -1;
    }

    /** Without the last question, and that question with what its functions gave: for a history that is known nowhere. */
    Unknown unknown() {
        List<HistoryMessage> spoken = spoken();
        int question = 0;
        for (int i = 0; i < spoken.size(); i++) {
            question = spoken.get(i) instanceof UserText ? i : question;
        }
        List<String> parts = new ArrayList<>();
        for (HistoryMessage message : spoken.subList(question, spoken.size())) {
            switch (message) {
                case UserText user -> parts.add(user.text());
                case Assistant said -> said.calls().forEach(call -> parts.add("Function " + call.name() + " was called with " + call.arguments() + "."));
                case Result result -> parts.add("It gave: " + result.content());
                case SystemText ignored -> { }
            }
        }
        return new Unknown(spoken.subList(0, question), String.join(BETWEEN, parts));
    }

    /** @param question what is asked after {@code before} */
    record Unknown(List<HistoryMessage> before, String question) {}
}
