package palimpsest.evaluation.locomo;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.evaluation.files.JsonFiles;
import palimpsest.evaluation.locomo.LocomoConversation.Question;
import palimpsest.evaluation.locomo.LocomoConversation.Turn;
import tools.jackson.databind.JsonNode;

/** Reads a directory of conversations, one JSON object per file. */
public final class LocomoFiles {

    /** {@code 1:56 pm on 8 May, 2023}. */
    private static final DateTimeFormatter SESSION_TIME = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern("h:mm a 'on' d MMMM, yyyy").toFormatter(Locale.ENGLISH);

    private LocomoFiles() {}

    /**
     * All conversations of a directory, by file name; of a single file, its own.
     *
     * @throws IllegalArgumentException when there is none, or a file is not of this format; the message names it
     */
    public static List<LocomoConversation> read(Path directoryOrFile) {
        return JsonFiles.in(directoryOrFile, "conversation").stream().map(LocomoFiles::conversation).toList();
    }

    private static LocomoConversation conversation(Path file) {
        JsonNode json = JsonFiles.read(file);
        // The published file nests the sessions; single files have them beside the questions.
        JsonNode sessions = json.path("conversation").isObject() ? json.get("conversation") : json;
        if (!sessions.has("session_1") || !json.path("qa").isArray()) {
            throw new IllegalArgumentException(file.getFileName() + " is no LoCoMo conversation: it has no session_1 or no qa.");
        }
        List<Turn> turns = turns(sessions);
        Set<String> known = turns.stream().map(Turn::id).collect(Collectors.toSet());
        List<Question> questions = new ArrayList<>();
        json.get("qa").forEach(qa -> questions.add(question(qa, known)));
        String name = file.getFileName().toString().replaceFirst("\\.json$", "");
        return new LocomoConversation(name, sessions.path("speaker_a").asString(""), sessions.path("speaker_b").asString(""), turns, questions);
    }

    private static List<Turn> turns(JsonNode sessions) {
        List<Turn> turns = new ArrayList<>();
        for (int session : sessionNumbers(sessions)) {
            LocalDateTime at = time(sessions.path("session_" + session + "_date_time").asString(""));
            for (JsonNode turn : sessions.get("session_" + session)) {
                turns.add(new Turn(turn.path("dia_id").asString(""), session, at, turn.path("speaker").asString(""),
                        turn.path("text").asString("").strip(), turn.hasNonNull("blip_caption") ? turn.get("blip_caption").asString() : null));
            }
        }
        return turns;
    }

    private static List<Integer> sessionNumbers(JsonNode sessions) {
        return sessions.propertyNames().stream().filter(name -> name.matches("session_\\d{1,6}")).filter(name -> sessions.get(name).isArray())
                .map(name -> Integer.valueOf(name.substring("session_".length()))).sorted().toList();
    }

    private static LocalDateTime time(String text) {
        try {
            return LocalDateTime.parse(text.strip(), SESSION_TIME);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Question question(JsonNode qa, Set<String> known) {
        Set<String> evidence = new LinkedHashSet<>();
        for (JsonNode entry : qa.path("evidence")) {
            // An entry may hold several ids, and some are misspelt.
            Stream.of(entry.asString("").split("[;,\\s]+")).filter(known::contains).forEach(evidence::add);
        }
        return new Question(qa.path("question").asString(""), qa.hasNonNull("answer") ? qa.get("answer").asString() : null,
                List.copyOf(evidence), qa.path("category").asInt(0));
    }
}
