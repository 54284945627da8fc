package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import palimpsest.memory.language.FixedWords;
import palimpsest.runtime.verify.Subject;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a note or an answer says, as plain texts.
 *
 * @param quotation whether the whole text is said to stand in a source
 * @param chunk     the chunk that it is said to stand in; null for none
 */
record ClaimedText(String text, boolean quotation, Integer chunk) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> QUOTATIONS = Set.of("sentences", "sentence", "quote", "quotes", "excerpt", "excerpts", "dated");
    private static final Set<String> NO_CLAIM = Set.of("question", "query", "task", "keywords", "key", "todo", "next");

    /** Of a note that is JSON every text that claims something; otherwise its content and summary. */
    static List<ClaimedText> of(Subject subject) {
        return switch (subject) {
            case Subject.AnswerGiving answer -> FixedWords.saysWhatWasDone(answer.answer()) ? List.of() : List.of(new ClaimedText(answer.answer(), false, null));
            case Subject.NoteWriting note -> ofNote(note);
            case Subject.ToolUse ignored -> List.of();
        };
    }

    private static List<ClaimedText> ofNote(Subject.NoteWriting note) {
        List<ClaimedText> texts = new ArrayList<>();
        JsonNode json = json(note.content());
        if (json == null) {
            texts.add(new ClaimedText(note.content(), false, null));
            texts.add(new ClaimedText(note.summary(), false, null));
        } else {
            walk(json, "", null, texts);
        }
        texts.removeIf(text -> text.text == null || text.text.isBlank());
        return texts;
    }

    private static JsonNode json(String content) {
        String stripped = content == null ? "" : content.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return null;
        }
        try {
            JsonNode read = JSON.readTree(stripped);
            return read.isContainer() ? read : null;
        } catch (JacksonException e) {
            return null; // prose that begins with a bracket
        }
    }

    private static void walk(JsonNode node, String key, Integer chunk, List<ClaimedText> into) {
        if (node.isObject()) {
            JsonNode id = node.path("chunk_id");
            Integer here = id.isIntegralNumber() ? Integer.valueOf(id.intValue()) : chunk;
            node.properties().stream().filter(field -> !NO_CLAIM.contains(field.getKey())).forEach(field -> walk(field.getValue(), field.getKey(), here, into));
        } else if (node.isArray()) {
            node.forEach(item -> walk(item, key, chunk, into));
        } else if (node.isString()) {
            boolean dated = key.equals("dated");
            into.add(new ClaimedText(node.stringValue(), QUOTATIONS.contains(key), dated ? null : chunk));
        }
    }
}
