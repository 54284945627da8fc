package palimpsest.evaluation.squad;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import palimpsest.evaluation.squad.SquadArticle.Answer;
import palimpsest.evaluation.squad.SquadArticle.Question;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of articles in SQuAD's format.
 *
 * @param name of the file, without {@code .json}
 */
public record SquadFile(String name, List<SquadArticle> articles) {

    private static final String BETWEEN_PARAGRAPHS = "\n\n";

    /**
     * The files of a directory, by name; of a single file, itself.
     *
     * @throws IllegalArgumentException when there is none, or a file is not of this format; the message names it
     */
    public static List<SquadFile> read(Path directoryOrFile) {
        List<Path> files = files(directoryOrFile);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("There is no file of questions (*.json) in " + directoryOrFile + ".");
        }
        return files.stream().map(SquadFile::file).toList();
    }

    private static List<Path> files(Path directoryOrFile) {
        if (Files.isRegularFile(directoryOrFile)) {
            return List.of(directoryOrFile);
        }
        if (!Files.isDirectory(directoryOrFile)) {
            throw new IllegalArgumentException("There is no directory " + directoryOrFile + ".");
        }
        try (Stream<Path> entries = Files.list(directoryOrFile)) {
            return entries.filter(path -> path.getFileName().toString().endsWith(".json") && Files.isRegularFile(path)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SquadFile file(Path file) {
        String name = file.getFileName().toString();
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(name + " is no JSON: " + e.getOriginalMessage());
        }
        if (!json.path("data").isArray()) {
            throw new IllegalArgumentException(name + " is not in SQuAD's format: it has no list \"data\".");
        }
        List<SquadArticle> articles = new ArrayList<>();
        for (JsonNode article : json.get("data")) {
            articles.add(article(name, article, articles.size()));
        }
        return new SquadFile(name.replaceFirst("\\.json$", ""), List.copyOf(articles));
    }

    private static SquadArticle article(String file, JsonNode article, int number) {
        String title = article.path("title").asString("article " + (number + 1));
        if (!article.path("paragraphs").isArray()) {
            throw new IllegalArgumentException(file + " is not in SQuAD's format: " + title + " has no paragraphs.");
        }
        StringBuilder text = new StringBuilder();
        List<Question> questions = new ArrayList<>();
        int start = 0;
        for (JsonNode paragraph : article.get("paragraphs")) {
            if (!text.isEmpty()) {
                text.append(BETWEEN_PARAGRAPHS);
                start += BETWEEN_PARAGRAPHS.length();
            }
            String context = paragraph.path("context").asString("");
            text.append(context);
            for (JsonNode qa : paragraph.path("qas")) {
                questions.add(new Question(qa.path("question").asString(""), answers(qa, start)));
            }
            start += context.codePointCount(0, context.length());
        }
        return new SquadArticle(title, text.toString(), List.copyOf(questions));
    }

    /** The format counts code points, as Python does. White space at the ends of an answer is no part of it. */
    private static List<Answer> answers(JsonNode qa, int paragraph) {
        List<Answer> answers = new ArrayList<>();
        for (JsonNode answer : qa.path("answers")) {
            String text = answer.path("text").asString("");
            String stripped = text.strip();
            int start = paragraph + answer.path("answer_start").asInt(0) + text.indexOf(stripped);
            answers.add(new Answer(start, start + stripped.codePointCount(0, stripped.length())));
        }
        return List.copyOf(answers);
    }
}
