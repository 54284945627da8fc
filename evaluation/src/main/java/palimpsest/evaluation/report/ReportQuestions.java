package palimpsest.evaluation.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Questions about reports beside them: {@code questions.jsonl} with {@code doc_name}, {@code question} and {@code evidence[].{evidence_text, evidence_page_num}},
 * and for each {@code doc_name} a PDF.
 */
public record ReportQuestions(List<ReportQuestion> questions) {

    private static final String FILE = "questions.jsonl";

    public ReportQuestions {
        questions = List.copyOf(questions);
    }

    /** @param report the file of the report */
    public record ReportQuestion(Path report, String text, List<Evidence> evidence) {

        public ReportQuestion {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * What answers a question.
     *
     * @param page from 1
     */
    public record Evidence(String text, int page) {

        private static final Pattern LINE = Pattern.compile("\\R|(?<=[.!?])\\s+");
        private static final int FEWEST_LETTERS = 12;

        /** Whether a quote is a row or a sentence of this, or holds one: compared by letters and digits, since extractors differ in all else. */
        public boolean isQuotedBy(String quote) {
            String all = squeezed(text);
            String quoted = squeezed(quote);
            return quoted.length() >= FEWEST_LETTERS && all.contains(quoted)
                    || LINE.splitAsStream(quote).map(Evidence::squeezed).anyMatch(line -> line.length() >= FEWEST_LETTERS && all.contains(line));
        }

        private static String squeezed(String text) {
            return text.replaceAll("[^\\p{L}\\p{N}]+", "").toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a directory holds such questions. */
    public static boolean in(Path directory) {
        return Files.isRegularFile(directory.resolve(FILE));
    }

    /** @throws IllegalArgumentException when a line is not of this format or a report is missing; the message names it */
    public static ReportQuestions read(Path directory) {
        List<ReportQuestion> questions = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(directory.resolve(FILE))) {
                if (!line.isBlank()) {
                    questions.add(question(directory, JsonMapper.shared().readTree(line)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " can't be read: " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(FILE + " holds a line that is no JSON.", e);
        }
        return new ReportQuestions(questions);
    }

    private static ReportQuestion question(Path directory, JsonNode line) {
        String name = line.path("doc_name").asString("");
        Path report = directory.resolve(name + ".pdf").normalize();
        if (name.isBlank() || !report.startsWith(directory.normalize()) || !Files.isRegularFile(report)) {
            throw new IllegalArgumentException(FILE + " asks about \"" + name + "\", and there is no " + name + ".pdf beside it.");
        }
        List<Evidence> evidence = new ArrayList<>();
        for (JsonNode one : line.path("evidence")) {
            evidence.add(new Evidence(one.path("evidence_text").asString(""), one.path("evidence_page_num").asInt(-1) + 1));
        }
        if (evidence.isEmpty() || line.path("question").asString("").isBlank()) {
            throw new IllegalArgumentException(FILE + " holds a line without a question or evidence.");
        }
        return new ReportQuestion(report, line.get("question").asString().strip(), evidence);
    }
}
