package palimpsest.runtime.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The Grafana dashboard asks for metrics and labels that the runtime has. */
class DashboardTest {

    private static final List<String> COUNTERS = List.of("palimpsest.prunes", "palimpsest.tokens.saved", "palimpsest.runs");
    private static final String SUMMARY = "gen_ai.client.token.usage";
    private static final String TIMER = "gen_ai.client.operation.duration";
    private static final Set<String> LABELS = Set.of("outcome", "gen_ai_request_model", "gen_ai_token_type", "le");
    private static final Pattern LABEL_LIST = Pattern.compile("by \\(([^)]*)\\)|\\{\\{(\\w+)}}|\\{(\\w+)[!=]");

    private final Dashboard dashboard = new Dashboard();

    @Test
    void every_metric_is_one_of_the_runtimes_and_every_metric_of_the_runtime_is_shown() {
        Set<String> known = new TreeSet<>(histogram(prometheus(SUMMARY)));
        known.addAll(histogram(prometheus(TIMER) + "_seconds"));
        COUNTERS.forEach(counter -> known.add(prometheus(counter) + "_total"));
        assertThat(dashboard.metrics()).isEqualTo(known);
    }

    @Test
    void every_label_is_one_that_the_metrics_have() {
        Set<String> asked = new HashSet<>();
        Stream.concat(dashboard.expressions(), dashboard.targets().map(target -> target.get("legendFormat").asString())).flatMap(text -> LABEL_LIST.matcher(text).results())
                .forEach(found -> Stream.of(1, 2, 3).map(found::group).filter(group -> group != null).flatMap(group -> Stream.of(group.split(",\\s*")))
                        .forEach(asked::add));
        assertThat(asked).isNotEmpty().isSubsetOf(LABELS);
    }

    @Test
    void panels_have_a_title_an_own_number_and_a_data_source_that_the_viewer_chooses() {
        List<JsonNode> panels = dashboard.tree().get("panels").values().stream().toList();
        assertThat(panels).hasSizeGreaterThan(4).allSatisfy(panel -> {
            assertThat(panel.get("title").asString()).isNotBlank();
            assertThat(panel.at("/datasource/uid").asString()).isEqualTo("${datasource}");
        });
        assertThat(panels.stream().map(panel -> panel.get("id").asInt())).doesNotHaveDuplicates();
        assertThat(dashboard.tree().at("/templating/list/0/name").asString()).isEqualTo("datasource");
    }

    /** As Prometheus spells it: dots become underscores. */
    private static String prometheus(String name) {
        return name.replace('.', '_');
    }

    private static List<String> histogram(String name) {
        return List.of(name + "_bucket", name + "_count", name + "_sum");
    }
}
