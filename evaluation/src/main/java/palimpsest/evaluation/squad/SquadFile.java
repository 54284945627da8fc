package palimpsest.evaluation.squad;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import palimpsest.evaluation.files.JsonFiles;
import palimpsest.evaluation.squad.SquadArticle.Answer;
import palimpsest.evaluation.squad.SquadArticle.Paragraph;
import palimpsest.evaluation.squad.SquadArticle.Question;
import tools.jackson.databind.JsonNode;

/**
 * A file of articles in SQuAD's format: {@code data[].paragraphs[].{context, qas[].{question, answers[].{text, answer_start}}}}.
 *
 * @param name of the file, without {@code .json}
 */
public record SquadFile(String name, List<SquadArticle> articles) {

    public SquadFile {
        articles = List.copyOf(articles);
    }

    /**
     * The files of a directory, by name; of a single file, itself.
     *
     * @throws IllegalArgumentException when there is none, or a file is not of this format; the message names it
     */
    public static List<SquadFile> read(Path directoryOrFile) {
        return JsonFiles.in(directoryOrFile, "file of questions").stream().map(SquadFile::file).toList();
    }

    /** Those files of a directory that are of this format and hold any article, by name: it may hold others too; of a single file, itself. */
    public static List<SquadFile> among(Path directoryOrFile) {
        return JsonFiles.listed(directoryOrFile).stream().map(SquadFile::ifOfThisFormat).flatMap(Optional::stream).filter(file -> !file.articles().isEmpty()).toList();
    }

    private static Optional<SquadFile> ifOfThisFormat(Path file) {
        try {
            return Optional.of(file(file));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static SquadFile file(Path file) {
        String name = file.getFileName().toString();
        JsonNode json = JsonFiles.read(file);
        if (!json.path("data").isArray()) {
            throw new IllegalArgumentException(name + " is not in SQuAD's format: it has no list \"data\".");
        }
        List<SquadArticle> articles = new ArrayList<>();
        for (JsonNode article : json.get("data")) {
            articles.add(article(name, article, articles.size()));
        }
        return new SquadFile(name.replaceFirst("\\.json$", ""), articles);
    }

    private static SquadArticle article(String file, JsonNode article, int number) {
        String title = article.path("title").asString("article " + (number + 1));
        if (!article.path("paragraphs").isArray()) {
            throw new IllegalArgumentException(file + " is not in SQuAD's format: " + title + " has no paragraphs.");
        }
        List<Paragraph> paragraphs = new ArrayList<>();
        int start = 0;
        for (JsonNode paragraph : article.get("paragraphs")) {
            String text = paragraph.path("context").asString("");
            int end = start + text.codePointCount(0, text.length());
            List<Question> questions = new ArrayList<>();
            for (JsonNode asked : paragraph.path("qas")) {
                questions.add(new Question(asked.path("question").asString("").strip(), answers(asked, start, end)));
            }
            paragraphs.add(new Paragraph(text, start, questions));
            start = end + SquadArticle.BETWEEN_PARAGRAPHS.length();
        }
        return new SquadArticle(title, paragraphs);
    }

    /** The format counts code points, as Python does. White space at the ends of an answer is no part of it; one that leaves its paragraph is left out. */
    private static List<Answer> answers(JsonNode asked, int paragraph, int end) {
        List<Answer> answers = new ArrayList<>();
        for (JsonNode answer : asked.path("answers")) {
            String text = answer.path("text").asString("");
            String stripped = text.strip();
            int start = paragraph + answer.path("answer_start").asInt(-1) + text.indexOf(stripped);
            int last = start + stripped.codePointCount(0, stripped.length());
            if (!stripped.isEmpty() && start >= paragraph && last <= end) {
                answers.add(new Answer(stripped, start, last));
            }
        }
        return answers;
    }
}
