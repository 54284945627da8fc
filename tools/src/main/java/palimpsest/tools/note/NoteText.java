package palimpsest.tools.note;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Renders what a model gives as a note's content: text as it is, an object or list as JSON. */
final class NoteText {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private NoteText() {}

    static String of(Object content) {
        return content instanceof String text ? text : JSON.writeValueAsString(content);
    }
}
