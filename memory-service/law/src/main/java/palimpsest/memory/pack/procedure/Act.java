package palimpsest.memory.pack.procedure;

import java.util.List;
import palimpsest.memory.pack.law.ArticleId;

/**
 * Something that is done in a stage of a procedure.
 *
 * @param id       unique in its procedure
 * @param roles    who may do it; empty: anybody
 * @param required whether its stage is incomplete without it
 * @param after    ids of acts that must be done before
 * @param ask      questions that what is said must hold
 * @param cite     articles that what is said must name
 */
public record Act(String id, String title, List<String> roles, boolean required, List<String> after, List<Question> ask, List<ArticleId> cite) {

    public Act {
        roles = List.copyOf(roles);
        after = List.copyOf(after);
        ask = List.copyOf(ask);
        cite = List.copyOf(cite);
    }

    /**
     * A question that must be asked.
     *
     * @param text  an example of it
     * @param words with which words of the question begin, whatever their case; all of them stand in one question
     */
    public record Question(String text, List<String> words) {

        public Question {
            words = List.copyOf(words);
        }
    }
}
