package palimpsest.runtime.context;

import dev.langchain4j.data.message.UserMessage;
import java.util.List;
import java.util.Optional;
import palimpsest.runtime.context.WindowMessage.User;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.event.WindowEvent.QuestionsFolded;

/**
 * Chooses which questions of before leave a request: the oldest, never the one that is being answered. Without it a conversation ends where all
 * that was ever asked in it fills the window, and one question that is longer than the window stops every later one.
 */
public final class OldQuestions {

    static final String OVER_SHARE = "questions of before take more than half of the window";
    static final String OVERFLOW = "questions of before overflow the window";

    /**
     * The fold after which they take a quarter of the request at most; empty while they take no more than half.
     *
     * @param window   the request as it stands
     * @param messages of which it is made
     */
    public Optional<QuestionsFolded> overShare(RunTerms terms, List<ProjectedMessage> window, WindowMessages messages, WindowMeter meter) {
        List<Integer> old = tokens(window, meter);
        int all = sum(old);
        return all <= terms.limit() / 2 ? Optional.empty() : fold(old, all - terms.limit() / 4, OVER_SHARE, window, messages, meter);
    }

    /** The fold after which the request fits, or none is left that could go; empty when it fits, or there is none. */
    public Optional<QuestionsFolded> choose(RunTerms terms, List<ProjectedMessage> window, WindowMessages messages, WindowMeter meter) {
        return fold(tokens(window, meter), meter.tokens(window) - terms.limit(), OVERFLOW, window, messages, meter);
    }

    /** @param over tokens that are to go */
    private static Optional<QuestionsFolded> fold(List<Integer> old, int over, String reason, List<ProjectedMessage> window, WindowMessages messages, WindowMeter meter) {
        int went = 0;
        int saved = 0;
        while (saved < over && went < old.size()) {
            saved += old.get(went);
            went++;
        }
        return went == 0 ? Optional.empty() : Optional.of(new QuestionsFolded(messages.foldedQuestions() + went, went, reason, saved, meter.tokens(window)));
    }

    /** Of each question but the last, without the notes, which stay. The last is not counted: it may be long, and is mostly the only one. */
    private static List<Integer> tokens(List<ProjectedMessage> window, WindowMeter meter) {
        List<String> asked = window.stream().map(ProjectedMessage::source).filter(User.class::isInstance).map(User.class::cast).map(User::content).toList();
        return asked.stream().limit(Math.max(0, asked.size() - 1)).map(question -> meter.tokens(UserMessage.from(question))).toList();
    }

    private static int sum(List<Integer> tokens) {
        return tokens.stream().mapToInt(Integer::intValue).sum();
    }
}
