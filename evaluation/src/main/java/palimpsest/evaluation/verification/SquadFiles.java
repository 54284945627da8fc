package palimpsest.evaluation.verification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Texts with questions in SQuAD's format: {@code data[].paragraphs[].{context, qas[].{question, answers[].{text, answer_start}}}}. */
public final class SquadFiles {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SquadFiles() {}

    /** A text of a file; {@code name} tells it apart from the others. */
    public record SquadArticle(String file, String name, List<SquadParagraph> paragraphs) {}

    /** A paragraph with the questions that it answers. */
    public record SquadParagraph(String context, List<SquadQuestion> questions) {}

    /** @param start {@code char} index of the answer in the paragraph */
    public record SquadQuestion(String question, String answer, int start) {}

    /** Whether the folder holds a file of that format. */
    public static boolean in(Path folder) throws IOException {
        return files(folder).stream().anyMatch(file -> !read(file).isEmpty());
    }

    /** Of all files of the folder, sorted; files of another format give none. */
    public static List<SquadArticle> read(Path folder, List<String> only) throws IOException {
        return files(folder).stream().filter(file -> only.isEmpty() || only.contains(file.getFileName().toString())).flatMap(file -> read(file).stream()).toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    private static List<SquadArticle> read(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (JacksonException e) {
            return List.of(); // some other JSON
        }
        List<SquadArticle> articles = new ArrayList<>();
        for (JsonNode article : root.path("data")) {
            List<SquadParagraph> paragraphs = new ArrayList<>();
            for (JsonNode paragraph : article.path("paragraphs")) {
                List<SquadQuestion> questions = new ArrayList<>();
                for (JsonNode question : paragraph.path("qas")) {
                    JsonNode answer = question.path("answers").path(0);
                    if (answer.path("text").isString()) {
                        questions.add(new SquadQuestion(question.path("question").asString(""), answer.path("text").asString(), answer.path("answer_start").asInt(-1)));
                    }
                }
                if (paragraph.path("context").isString()) {
                    paragraphs.add(new SquadParagraph(paragraph.path("context").asString(), questions));
                }
            }
            if (!paragraphs.isEmpty()) {
                articles.add(new SquadArticle(file.getFileName().toString(), article.path("title").asString("text " + articles.size()), paragraphs));
            }
        }
        return articles;
    }
}
