package palimpsest.evaluation.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A question that the default agent answered, with all that its tools told it: a line of a file.
 *
 * @param file     of the question, without {@code .json}
 * @param article  number of the article that answers, from 0
 * @param rank     of the first passage with the answer among the hits of the search, from 1; 0 when none has it
 * @param absent   whether the article that answers was left out
 * @param answers  the labelled answers in the article
 * @param passages the chunks that the agent could have read
 * @param calls    of tools, in order
 */
public record RecordedQuestion(String file, int article, String question, int rank, boolean absent, List<Stretch> answers, List<Passage> passages, List<Call> calls) {

    public RecordedQuestion {
        answers = List.copyOf(answers);
        passages = List.copyOf(passages);
        calls = List.copyOf(calls);
    }

    /** Code points of the article, from the first to one past the last. */
    public record Stretch(int start, int end) {}

    /**
     * @param ofArticle whether it stands in the article that answers
     * @param start     its first code point in its document
     */
    public record Passage(int chunk, boolean ofArticle, int start, String text) {}

    /** @param arguments as the agent wrote them, JSON; {@code result} as it saw it */
    public record Call(String tool, String arguments, JsonNode result) {}

    /** @throws IllegalArgumentException when the file holds anything else; the message names it */
    public static List<RecordedQuestion> read(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).map(line -> JsonMapper.shared().readValue(line, RecordedQuestion.class)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file.getFileName() + " holds no recorded questions: " + e.getOriginalMessage());
        }
    }

    public static void write(Path file, List<RecordedQuestion> questions) throws IOException {
        Files.write(file, questions.stream().map(JsonMapper.shared()::writeValueAsString).toList());
    }
}
