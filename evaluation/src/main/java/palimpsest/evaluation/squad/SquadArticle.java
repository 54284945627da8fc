package palimpsest.evaluation.squad;

import java.util.List;

/**
 * An article as one text, its paragraphs with an empty line between them.
 *
 * @param title the article's name, without a path
 */
public record SquadArticle(String title, String text, List<Question> questions) {

    /** A question and the places of its answers in the article's text. */
    public record Question(String text, List<Answer> answers) {}

    /** @param start first code point in the article's text; @param end one past the last */
    public record Answer(int start, int end) {}
}
