package palimpsest.evaluation.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An article and questions about it, in the format of SQuAD (XQuAD has it too): paragraphs of {@code context} and {@code qas}.
 *
 * @param paragraphs in order
 */
public record SquadArticle(String title, List<Paragraph> paragraphs) {

    private static final String BETWEEN = "\n\n";

    public SquadArticle {
        paragraphs = List.copyOf(paragraphs);
    }

    /** A paragraph and what is asked about it. */
    public record Paragraph(String text, List<Question> questions) {

        public Paragraph {
            questions = List.copyOf(questions);
        }
    }

    /**
     * A labelled question.
     *
     * @param start first code point of the first answer in the paragraph
     * @param end   one past its last
     */
    public record Question(String text, int start, int end) {}

    /** The whole text, an empty line between paragraphs. */
    public String text() {
        return String.join(BETWEEN, paragraphs.stream().map(Paragraph::text).toList());
    }

    /** First code point of a paragraph in the whole text. */
    public int start(int paragraph) {
        return paragraphs.subList(0, paragraph).stream().mapToInt(one -> one.text().codePointCount(0, one.text().length()) + BETWEEN.length()).sum();
    }

    /**
     * The articles of a file.
     *
     * @throws IllegalArgumentException when the file is missing or has another format; the message names it
     */
    public static List<SquadArticle> read(Path file) {
        try {
            var articles = new ArrayList<SquadArticle>();
            for (JsonNode article : JsonMapper.shared().readTree(Files.readString(file)).path("data")) {
                var paragraphs = new ArrayList<Paragraph>();
                article.path("paragraphs").forEach(one -> paragraphs.add(paragraph(one)));
                articles.add(new SquadArticle(article.path("title").asString("").replace('_', ' '), paragraphs));
            }
            if (articles.isEmpty()) {
                throw new IllegalArgumentException(file + " holds no articles: expected SQuAD's format, {\"data\": [{\"title\": …, \"paragraphs\": […]}]}");
            }
            return articles;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + " is no JSON: " + e.getOriginalMessage());
        }
    }

    private static Paragraph paragraph(JsonNode json) {
        String text = json.path("context").asString("");
        var questions = new ArrayList<Question>();
        for (JsonNode asked : json.path("qas")) {
            JsonNode answer = asked.path("answers").path(0);
            int start = answer.path("answer_start").asInt(-1);
            int end = start + answer.path("text").asString("").length();
            if (start >= 0 && end > start && end <= text.length()) {
                questions.add(new Question(asked.path("question").asString("").strip(), text.codePointCount(0, start), text.codePointCount(0, end)));
            }
        }
        return new Paragraph(text, questions);
    }
}
