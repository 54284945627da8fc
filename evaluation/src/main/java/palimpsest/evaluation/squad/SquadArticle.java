package palimpsest.evaluation.squad;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An article; its text are its paragraphs with an empty line between them. All places are code points of that text.
 *
 * @param title the article's name as the file has it, without a path
 */
public record SquadArticle(String title, List<Paragraph> paragraphs) {

    static final String BETWEEN_PARAGRAPHS = "\n\n";

    public SquadArticle {
        paragraphs = List.copyOf(paragraphs);
    }

    /** @param start first code point in the article's text */
    public record Paragraph(String text, int start, List<Question> questions) {

        public Paragraph {
            questions = List.copyOf(questions);
        }
    }

    /** A question and its answers; none where the article does not answer it. */
    public record Question(String text, List<Answer> answers) {

        public Question {
            answers = List.copyOf(answers);
        }
    }

    /**
     * A stretch of the article.
     *
     * @param start first code point
     * @param end   one past the last
     */
    public record Answer(String text, int start, int end) {}

    public String text() {
        return paragraphs.stream().map(Paragraph::text).collect(Collectors.joining(BETWEEN_PARAGRAPHS));
    }

    /** Those that the article answers, in order. */
    public List<Question> answered() {
        return paragraphs.stream().flatMap(paragraph -> paragraph.questions().stream()).filter(question -> !question.answers().isEmpty()).toList();
    }

    /** The title as a reader writes it: files have underscores for spaces. */
    public String readableTitle() {
        return title.replace('_', ' ');
    }
}
