package palimpsest.runtime.server;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import palimpsest.runtime.wiring.PalimpsestProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of docs/configuration.md, from the configuration metadata that is built from Javadoc. */
public final class ConfigurationReference {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final String OURS = "palimpsest.";
    /** The modules whose records may stand in properties. */
    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("../autoconfigure/src/main/java"));
    private static final Pattern MAP_OF_RECORDS = Pattern.compile("java\\.util\\.Map<java\\.lang\\.String,(palimpsest\\.[\\w.$]+)>");
    private static final Pattern PARAMETER = Pattern.compile("@param\\s+(\\w+)\\s+((?:[^@{]|\\{@[^}]*}|\\{|@(?!param))*)");

    private final SortedMap<String, Row> rows = new TreeMap<>();

    /** @param description empty when nobody wrote one */
    public record Row(String name, String usual, String description) {}

    public ConfigurationReference() throws IOException {
        for (URL metadata : Collections.list(PalimpsestProperties.class.getClassLoader().getResources(METADATA))) {
            try (InputStream in = metadata.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
                    if (property.get("name").asString().startsWith(OURS)) {
                        addProperty(property);
                    }
                }
            }
        }
    }

    private void addProperty(JsonNode property) throws IOException {
        Matcher map = MAP_OF_RECORDS.matcher(property.get("type").asString());
        if (map.matches()) {
            ofRecord(property.get("name").asString() + ".NAME", map.group(1));
        } else {
            add(property.get("name").asString(), usual(property.get("defaultValue")), property.path("description").asString(""));
        }
    }

    private static String usual(JsonNode value) {
        return value == null ? "" : value.isArray() ? String.join(", ", value.values().stream().map(JsonNode::asString).toList()) : value.asString();
    }

    /** The processor leaves the values of maps to the IDE: their records are read here. */
    private void ofRecord(String prefix, String type) throws IOException {
        Class<?> record;
        try {
            record = Class.forName(type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        String javadoc = javadoc(record);
        for (Parameter component : record.getDeclaredConstructors()[0].getParameters()) {
            String name = prefix + "." + ConfigurationPropertyName.adapt(component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(), '.');
            if (component.getType().isRecord()) {
                ofRecord(name, component.getType().getName());
            } else {
                DefaultValue usual = component.getAnnotation(DefaultValue.class);
                add(name, usual == null ? "" : String.join(", ", usual.value()), described(javadoc, component.getName()));
            }
        }
    }

    private static String javadoc(Class<?> record) throws IOException {
        String file = record.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
        String source = Files.readString(SOURCES.stream().map(folder -> folder.resolve(file)).filter(Files::exists).findFirst().orElseThrow());
        int declared = source.indexOf("record " + record.getSimpleName() + "(");
        int begin = source.lastIndexOf("/**", declared);
        return source.substring(begin, source.indexOf("*/", begin)).replaceAll("(?m)^\\s*\\*", " ");
    }

    private static String described(String javadoc, String component) {
        return PARAMETER.matcher(javadoc).results().filter(found -> found.group(1).equals(component)).map(found -> found.group(2)).findFirst().orElse("");
    }

    private void add(String name, String usual, String description) {
        String text = description.replaceAll("\\{@(?:code|link)\\s+([^}]*)}", "`$1`").replaceAll("\\s+", " ").strip().replaceAll("[/.\\s]+$", "");
        rows.put(name, new Row(name, usual, text));
    }

    public SortedMap<String, Row> rows() {
        return rows;
    }

    String table() {
        var table = new StringBuilder("| property | default | meaning |\n| --- | --- | --- |\n");
        rows.values().forEach(row -> table.append("| `").append(row.name()).append("` | ").append(row.usual().isEmpty() ? "–" : "`" + row.usual() + "`")
                .append(" | ").append(row.description().replace("|", "\\|")).append(" |\n"));
        return table.toString();
    }
}
