package palimpsest.runtime.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Grafana dashboard in deploy/, and what it asks Prometheus for. */
public final class Dashboard {

    private static final Pattern METRIC = Pattern.compile("\\b(?:palimpsest|gen_ai_client)_\\w+");

    private final JsonNode tree;

    public Dashboard() {
        try {
            tree = JsonMapper.shared().readTree(Files.readString(Path.of("../../deploy/grafana/palimpsest.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode tree() {
        return tree;
    }

    Stream<JsonNode> targets() {
        return tree.get("panels").values().stream().flatMap(panel -> panel.get("targets").values().stream());
    }

    Stream<String> expressions() {
        return targets().map(target -> target.get("expr").asString());
    }

    /** Every name of ours in its queries, as Prometheus spells it. */
    public Set<String> metrics() {
        Set<String> asked = new TreeSet<>();
        expressions().forEach(expression -> METRIC.matcher(expression).results().forEach(found -> asked.add(found.group())));
        return asked;
    }
}
