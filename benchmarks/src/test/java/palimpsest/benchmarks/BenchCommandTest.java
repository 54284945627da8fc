package palimpsest.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command with benchmarks that take no time. */
class BenchCommandTest {

    private static final Benchmark DOUBLING = benchmark("doubling", effort -> List.of(new Row("adding", 6, 3, "ms")));
    private static final Benchmark BROKEN = benchmark("broken", effort -> {
        throw new IllegalStateException("no database today");
    });

    private static final Benchmark LONG = new Benchmark() {
        @Override
        public String name() {
            return "long";
        }

        @Override
        public String description() {
            return "takes an hour";
        }

        @Override
        public boolean takesLong() {
            return true;
        }

        @Override
        public List<Row> run(Effort effort) {
            return List.of(new Row("waiting", 60, 60, "min"));
        }
    };

    private interface Measuring {
        List<Row> run(Effort effort);
    }

    private record Named(String name, String description, Measuring measuring) implements Benchmark {
        @Override
        public List<Row> run(Effort effort) {
            return measuring.run(effort);
        }
    }

    private static Benchmark benchmark(String name, Measuring measuring) {
        return new Named(name, "about " + name, measuring);
    }

    private record Ended(int status, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private static Ended run(Catalog catalog, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = new CommandLine(new BenchCommand(catalog)).setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Ended(status, out.toString(), err.toString());
    }

    @Test
    void a_result_is_recorded_with_the_machine_that_it_was_measured_on(@TempDir Path folder) throws IOException {
        assertThat(run(new Catalog(List.of(DOUBLING)), "doubling", "--record", folder.resolve("results").toString()).status()).isZero();
        JsonNode recorded = JsonMapper.shared().readTree(Files.readString(folder.resolve("results/doubling.json")));
        assertThat(recorded.at("/rows/0/ratio").asDouble()).isEqualTo(2);
        assertThat(recorded.at("/machine/processors").asInt()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(recorded.get("date").asString()).matches("\\d{4}-\\d\\d-\\d\\d");
    }

    @Test
    void a_benchmark_is_told_with_both_figures_and_their_ratio() {
        Ended ended = run(new Catalog(List.of(DOUBLING)), "doubling", "--json");
        assertThat(ended.status()).isZero();
        JsonNode row = ended.json().at("/benchmarks/0/rows/0");
        assertThat(row.propertyNames()).containsExactly("measure", "ours", "plain", "ratio", "unit");
        assertThat(row.get("ratio").asDouble()).isEqualTo(2);
        assertThat(ended.json().get("effort").asString()).isEqualTo("full");
        assertThat(run(new Catalog(List.of(DOUBLING))).out()).contains("doubling: about doubling", "adding", "6.000", "3.000", "2.00");
    }

    @Test
    void what_is_measured_in_rounds_is_told_with_the_spread_of_its_ratio() {
        Benchmark spread = benchmark("rounds", effort -> List.of(new Row("a", 6, 3, "ms", new Row.Spread(1.5, 2.5), null).as("vs_plain")));
        JsonNode row = run(new Catalog(List.of(spread)), "--json").json().at("/benchmarks/0/rows/0");
        assertThat(row.get("ratio_low").asDouble()).isEqualTo(1.5);
        assertThat(row.get("ratio_high").asDouble()).isEqualTo(2.5);
        assertThat(run(new Catalog(List.of(spread))).out()).contains("2.00 (1.50 to 2.50)");
    }

    @Test
    void figures_that_stand_for_a_benchmark_are_told_under_its_name(@TempDir Path folder) throws IOException {
        Benchmark named = benchmark("growing", effort -> List.of(new Row("a", 6, 3, "ms").as("vs_plain"), new Row("b", 7, 3, "tokens").as("peak"), new Row("c", 1, 1, "ms")));
        Ended ended = run(new Catalog(List.of(named)), "--json", "--record", folder.toString());
        for (JsonNode figures : List.of(ended.json().get("growing"), JsonMapper.shared().readTree(Files.readString(folder.resolve("growing.json"))).get("figures"))) {
            assertThat(figures.propertyNames()).containsExactly("vs_plain", "peak");
            assertThat(figures.get("vs_plain").asDouble()).isEqualTo(2);
            assertThat(figures.get("peak").asDouble()).isEqualTo(7);
        }
    }

    @Test
    void what_takes_long_runs_only_when_it_is_named_or_all_are() {
        var catalog = new Catalog(List.of(LONG, DOUBLING));
        assertThat(run(catalog, "--json").json().get("benchmarks").findValuesAsString("name")).containsExactly("doubling");
        assertThat(run(catalog, "--json", "long").json().get("benchmarks").findValuesAsString("name")).containsExactly("long");
        assertThat(run(catalog, "--json", "--all").json().get("benchmarks").findValuesAsString("name")).containsExactly("doubling", "long");
        assertThat(run(catalog, "--list").out()).contains("long", "takes an hour");
    }

    @Test
    void a_wrong_name_is_told_with_those_there_are_and_nothing_runs() {
        var runs = new AtomicInteger();
        var counted = benchmark("counted", effort -> List.of(new Row("run", runs.incrementAndGet(), 1, "runs")));
        Ended ended = run(new Catalog(List.of(DOUBLING, counted)), "counted", "dancing");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("dancing", "counted, doubling");
        assertThat(runs).hasValue(0);
    }

    @Test
    void a_benchmark_that_fails_leaves_the_others_and_a_status() {
        Ended ended = run(new Catalog(List.of(BROKEN, DOUBLING)), "--json", "--quick");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("broken failed: no database today");
        assertThat(ended.json().get("benchmarks").findValuesAsString("name")).containsExactly("doubling");
        assertThat(ended.json().get("effort").asString()).isEqualTo("quick");
    }

    @Test
    void the_list_names_and_describes_what_is_installed_and_runs_none() {
        Ended ended = run(Catalog.installed(), "--list", "--json");
        assertThat(ended.status()).isZero();
        assertThat(ended.json().get("benchmarks").findValuesAsString("name")).contains("ingest", "load", "search").isSorted().doesNotHaveDuplicates();
        assertThat(ended.json().get("benchmarks").findValuesAsString("description")).noneMatch(String::isBlank);
        assertThat(run(Catalog.installed(), "--list").out()).contains("search", "ingest");
    }
}
