package palimpsest.memory.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import palimpsest.memory.pack.document.DocumentTemplate;
import palimpsest.memory.pack.document.TemplateField;
import palimpsest.memory.pack.document.TemplateField.Kind;

/** Reads {@code templates} of all files of a pack. */
final class TemplateSection {

    private static final int MOST_TEMPLATES = 500;
    private static final int MOST_FIELDS = 200;

    private final List<YamlMap> roots;

    TemplateSection(List<YamlMap> roots) {
        this.roots = roots;
    }

    List<DocumentTemplate> templates() {
        var types = new Names("template of the type");
        List<DocumentTemplate> templates = new ArrayList<>();
        for (YamlMap root : roots) {
            for (YamlMap map : root.maps("templates", MOST_TEMPLATES)) {
                String type = types.take(map, "type");
                var labels = new Names("field");
                List<TemplateField> fields = map.maps("fields", MOST_FIELDS).stream().map(field -> field(field, labels)).toList();
                if (fields.isEmpty()) {
                    map.problem("fields", "a template needs fields, each with a label.");
                }
                templates.add(new DocumentTemplate(type, map.text("title").orElse(type), fields));
                map.end();
            }
        }
        return templates;
    }

    private static TemplateField field(YamlMap map, Names labels) {
        String label = labels.take(map, "label");
        Kind kind = map.as("kind", TemplateSection::kind, "one of " + String.join(", ", Arrays.stream(Kind.values()).map(TemplateSection::named).toList()))
                .orElse(Kind.TEXT);
        List<String> oneOf = map.texts("one_of");
        if ((kind == Kind.CHOICE) == oneOf.isEmpty()) {
            map.problem("one_of", "kind: choice needs one_of: [the values], and no other kind has it.");
        }
        var field = new TemplateField(label, map.flag("required", true), kind, map.count("words", 0), oneOf, map.text("hint").orElse(""),
                map.text("source").orElse(null));
        map.end();
        return field;
    }

    private static Optional<Kind> kind(String text) {
        return Arrays.stream(Kind.values()).filter(kind -> named(kind).equals(text)).findFirst();
    }

    private static String named(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
