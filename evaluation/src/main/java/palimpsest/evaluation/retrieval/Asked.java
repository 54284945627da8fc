package palimpsest.evaluation.retrieval;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;

/** A labelled question and the conversation that it is about. */
public record Asked(LocomoConversation conversation, Question question) {

    /** Questions of categories 1 to 4 with evidence. @param limit how many at most, taken evenly over all; 0 for all */
    static List<Asked> of(List<LocomoConversation> conversations, int limit) {
        return of(conversations, question -> question.category() >= 1 && question.category() <= 4, limit);
    }

    /** The same of all categories: those that the conversation does not answer name turns, too. */
    public static List<Asked> ofAll(List<LocomoConversation> conversations, int limit) {
        return of(conversations, question -> true, limit);
    }

    private static List<Asked> of(List<LocomoConversation> conversations, Predicate<Question> which, int limit) {
        List<Asked> all = conversations.stream().flatMap(conversation -> conversation.questions().stream()
                .filter(question -> which.test(question) && !question.text().isBlank() && !question.evidence().isEmpty()).map(question -> new Asked(conversation, question))).toList();
        int asked = limit <= 0 ? all.size() : Math.min(limit, all.size());
        return IntStream.range(0, asked).mapToObj(i -> all.get((int) ((long) i * all.size() / asked))).toList();
    }

    /** Where the evidence stands in a ranking. @param turns ids, best first */
    Ranking ranked(List<String> turns) {
        return new Ranking(question.category(), question.evidence().size(),
                question.evidence().stream().map(turns::indexOf).filter(index -> index >= 0).map(index -> index + 1).toList());
    }
}
