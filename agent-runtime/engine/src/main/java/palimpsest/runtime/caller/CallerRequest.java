package palimpsest.runtime.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.conversation.Agent;
import palimpsest.runtime.answer.AnswerFormat;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.RequestRefused.Reason;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.MessageEvent.Call;
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
 * @param terms        functions that the caller runs, and what it asks of the answer
 * @param conversation id of a conversation, or a name that the caller gives it; null to find it otherwise
 * @param previous     the reply that this goes on from; null for none
 * @param user         the user that the caller names, or null
 * @param sender       tells a request that is sent again from one that says the same
 */
public record CallerRequest(Agent agent, String caller, List<HistoryMessage> messages, CallerTerms terms, String conversation,
                            Previous previous, String user, Sender sender) {

    private static final String BETWEEN = "\n\n";

    /**
     * A reply that the caller names.
     *
     * @param resent whether the messages hold all that was said before it, too
     */
    public record Previous(CallerReply.Id reply, boolean resent) {}

    /**
     * What a caller shows of itself besides its words.
     *
     * @param credential     stands for the key that it sends, whether anybody looks at it or not; null for none
     * @param idempotencyKey the same for all attempts of one request; null when the caller gives none
     */
    public record Sender(String credential, String idempotencyKey) {

        public static final Sender UNKNOWN = new Sender(null, null);
    }

    /** @throws RequestRefused INVALID when the messages can't follow one another */
    public CallerRequest {
        messages = List.copyOf(messages);
        HistoryMessage last = messages.isEmpty() ? null : messages.getLast();
        if (!(last instanceof UserText) && !(last instanceof Result)) {
            throw new RequestRefused(Reason.INVALID, "The last message must be the user's or the result of a function: there is nothing to answer otherwise.");
        }
    }

    String tenant() {
        return agent.tenant();
    }

    /** What the model is told besides the agent's prompt; null for nothing. */
    String instructions() {
        Stream<String> said = messages.stream().filter(SystemText.class::isInstance).map(message -> ((SystemText) message).text());
        String all = Stream.concat(said, Stream.ofNullable(terms.format()).map(AnswerFormat::instruction))
                .filter(text -> !text.isBlank()).collect(Collectors.joining(BETWEEN));
        return all.isEmpty() ? null : all;
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
        return HistoryKey.of(Objects.toString(caller, "")).with(conversation, user, previous == null || previous.resent() ? "" : previous.reply().toString());
    }

    /** The key of a history. */
    HistoryKey key(List<HistoryMessage> history) {
        return beginning().with(history);
    }

    /**
     * The key of a history by the ids of its calls in place of their arguments, which some clients change: what a model wrote that is no JSON
     * comes back as {@code {}}.
     *
     * @return empty for a history without calls
     */
    Optional<HistoryKey> keyByCalls(List<HistoryMessage> history) {
        boolean any = history.stream().anyMatch(message -> message instanceof Assistant said && !said.calls().isEmpty());
        return !any ? Optional.empty() : Optional.of(beginning().with("calls by id").with(history.stream().map(CallerRequest::byCalls).toList()));
    }

    private static HistoryMessage byCalls(HistoryMessage message) {
        return !(message instanceof Assistant said) ? message
                : new Assistant(said.text(), said.calls().stream().map(call -> new Call(null, call.name() + " " + call.id(), "")).toList());
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
