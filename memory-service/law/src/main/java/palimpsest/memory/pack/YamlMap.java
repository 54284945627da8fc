package palimpsest.memory.pack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a YAML file, read strictly: each key is asked for by name, and {@link #end} complains of those that nobody asked for.
 * Scalars are the text as it is written, so that {@code 1.10} stays 1.10 and {@code no} is no boolean. Whatever is wrong goes to a list,
 * and reading goes on with something harmless.
 */
final class YamlMap {

    private final Place place;
    private final List<String> problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    /** A place in a file, such as {@code laws.yaml:12 (laws[0].articles[3])}. */
    record Place(String file, int line, String path) {

        Place at(Node node, String inner) {
            return new Place(file, node.getStartMark().getLine() + 1, path.isEmpty() ? inner : path + (inner.startsWith("[") ? "" : ".") + inner);
        }

        @Override
        public String toString() {
            return file + ":" + line + (path.isEmpty() ? "" : " (" + path + ")");
        }
    }

    YamlMap(Node node, Place place, List<String> problems) {
        this.place = place;
        this.problems = problems;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::put);
        } else {
            problem(place, "must be a mapping of keys to values, and is " + kind(node) + ".");
        }
    }

    private void put(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            problem(place.at(entry.getKeyNode(), ""), "a key must be a word.");
        } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
            problem(place.at(key, key.getValue()), "the key stands here a second time. Write it once, with all that belongs to it.");
        }
    }

    Place place() {
        return place;
    }

    Place place(String key) {
        Node value = values.get(key);
        return value == null ? place : place.at(value, key);
    }

    void problem(String key, String message) {
        problem(place(key), message);
    }

    private void problem(Place where, String message) {
        problems.add(where + ": " + message);
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** A text that must be there. */
    String required(String key) {
        return text(key).orElseGet(() -> {
            if (!values.containsKey(key)) {
                problem(place, "\"" + key + "\" is missing. Add " + key + ": …");
            }
            return "";
        });
    }

    Optional<String> text(String key) {
        known.add(key);
        Node value = values.get(key);
        return value == null ? Optional.empty() : scalar(value, place.at(value, key));
    }

    /** The text as something else; empty, with a complaint, when it is none. */
    <T> Optional<T> as(String key, Function<String, Optional<T>> of, String expected) {
        return text(key).flatMap(text -> {
            Optional<T> value = of.apply(text);
            if (value.isEmpty()) {
                problem(key, "must be " + expected + ", and is \"" + text + "\".");
            }
            return value;
        });
    }

    boolean flag(String key, boolean otherwise) {
        return as(key, text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        }, "true or false").orElse(otherwise);
    }

    int count(String key, int otherwise) {
        return as(key, text -> text.matches("\\d{1,6}") ? Optional.of(Integer.valueOf(text)) : Optional.<Integer>empty(), "a whole number from 0").orElse(otherwise);
    }

    /** A list of texts; one text stands for a list of one. */
    List<String> texts(String key) {
        known.add(key);
        Node value = values.get(key);
        List<String> texts = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node item = sequence.getValue().get(i);
                scalar(item, place.at(value, key).at(item, "[" + i + "]")).ifPresent(texts::add);
            }
        } else if (value != null) {
            scalar(value, place.at(value, key)).ifPresent(texts::add);
        }
        return texts;
    }

    /** A list of mappings. */
    List<YamlMap> maps(String key, int most) {
        known.add(key);
        Node value = values.get(key);
        List<YamlMap> maps = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            if (sequence.getValue().size() > most) {
                problem(key, "has " + sequence.getValue().size() + " entries, and at most " + most + " are read. Divide them.");
                return maps;
            }
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node item = sequence.getValue().get(i);
                maps.add(new YamlMap(item, place.at(value, key).at(item, "[" + i + "]"), problems));
            }
        } else if (value != null) {
            problem(key, "must be a list, each entry with a dash before it, and is " + kind(value) + ".");
        }
        return maps;
    }

    YamlMap map(String key) {
        known.add(key);
        return new YamlMap(values.get(key), place(key), problems);
    }

    /** To be called when everything was asked for. */
    void end() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                problem(key, "the key \"" + key + "\" means nothing here. Known here: " + String.join(", ", known) + ".");
            }
        }
    }

    private Optional<String> scalar(Node node, Place where) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue().strip());
        }
        problem(where, "must be a text, and is " + kind(node) + ".");
        return Optional.empty();
    }

    private static String kind(Node node) {
        return switch (node) {
            case null -> "absent";
            case MappingNode ignored -> "a mapping";
            case SequenceNode ignored -> "a list";
            case ScalarNode scalar when scalar.getValue().isBlank() -> "empty";
            case ScalarNode ignored -> "a text";
            default -> "something else";
        };
    }
}
