package palimpsest.memory.pack.document;

import java.util.List;

/**
 * What a kind of document looks like.
 *
 * @param type   by which tools name it
 * @param fields in the order in which they stand
 */
public record DocumentTemplate(String type, String title, List<TemplateField> fields) {

    public DocumentTemplate {
        fields = List.copyOf(fields);
    }
}
