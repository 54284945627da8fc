package palimpsest.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints benchmarks and what they measured, as a table or as one JSON object:
 * {@code {"effort", "processors", "java", "benchmarks": [{"name", "rows": [{"measure", "ours", "plain", "ratio", "unit", "ratio_low", "ratio_high"}]}],
 * NAME: {KEY: figure}}}: the figures that stand for a whole benchmark stand under its name once more. Half of the rounds' ratios lie from {@code ratio_low} to
 * {@code ratio_high}, which only what is measured in rounds has.
 */
final class Report {

    private final PrintWriter out;
    private final boolean json;

    Report(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void list(List<Benchmark> benchmarks) {
        if (json) {
            print(Map.of("benchmarks", benchmarks.stream().map(b -> object("name", b.name(), "description", b.description())).toList()));
            return;
        }
        benchmarks.forEach(benchmark -> out.printf("%-12s %s%n", benchmark.name(), benchmark.description()));
        out.flush();
    }

    void results(Map<Benchmark, List<Row>> results, Effort effort) {
        if (json) {
            Map<String, Object> all = object("effort", effort.name().toLowerCase(Locale.ROOT), "processors", Runtime.getRuntime().availableProcessors(),
                    "java", Runtime.version().toString(),
                    "benchmarks", results.entrySet().stream().map(e -> object("name", e.getKey().name(), "rows", e.getValue().stream().map(Report::row).toList())).toList());
            results.forEach((benchmark, rows) -> all.putAll(headlines(rows).isEmpty() ? Map.of() : Map.of(benchmark.name(), headlines(rows))));
            print(all);
            return;
        }
        results.forEach((benchmark, rows) -> {
            out.printf("%n%s: %s%n", benchmark.name(), benchmark.description());
            out.printf("  %-52s %12s %12s  %-12s %s%n", "measure", "ours", "plain", "unit", "ratio");
            rows.forEach(row -> out.printf(Locale.ROOT, "  %-52s %12.3f %12.3f  %-12s %s%n", row.measure(), row.ours(), row.plain(), row.unit(),
                    row.plain() == 0 ? "-" : ratio(row)));
        });
        out.flush();
    }

    /**
     * Writes {@code NAME.json}: {@code {"name", "effort", "date", "machine": {…}, "figures": {…}, "rows": […]}}, with a line for each row.
     *
     * @return the file
     */
    Path record(Path folder, Benchmark benchmark, List<Row> rows, Effort effort) throws IOException {
        Path file = Files.createDirectories(folder).resolve(benchmark.name() + ".json");
        JsonMapper mapper = JsonMapper.shared();
        Map<String, Object> about = object("name", benchmark.name(), "description", benchmark.description(), "effort", effort.name().toLowerCase(Locale.ROOT),
                "date", LocalDate.now(ZoneOffset.UTC).toString(), "machine", machine());
        if (!headlines(rows).isEmpty()) {
            about.put("figures", headlines(rows));
        }
        String head = mapper.writeValueAsString(about).replaceFirst("}$", "");
        String lines = rows.stream().map(row -> "    " + mapper.writeValueAsString(row(row))).collect(Collectors.joining(",\n"));
        return Files.writeString(file, head + ",\n  \"rows\": [\n" + lines + "\n]}\n");
    }

    private static Map<String, Object> machine() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        String processor = !Files.isReadable(info) ? System.getProperty("os.arch") : Files.readAllLines(info).stream().filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceFirst(".*: *", "")).findFirst().orElse(System.getProperty("os.arch"));
        long memory = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system ? system.getTotalMemorySize() : 0;
        return object("processor", processor, "processors", Runtime.getRuntime().availableProcessors(), "memory_gib", memory >> 30,
                "system", System.getProperty("os.name"), "java", Runtime.version().toString(), "load_before", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static Map<String, Object> headlines(List<Row> rows) {
        var figures = new LinkedHashMap<String, Object>();
        rows.stream().filter(row -> row.key() != null).forEach(row -> figures.put(row.key(), row.headline()));
        return figures;
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> told = object("measure", row.measure(), "ours", row.ours(), "plain", row.plain(), "ratio", row.plain() == 0 ? null : row.ratio(), "unit", row.unit());
        if (row.spread() != null) {
            told.putAll(object("ratio_low", row.spread().low(), "ratio_high", row.spread().high()));
        }
        return told;
    }

    private static String ratio(Row row) {
        String ratio = String.format(Locale.ROOT, "%.2f", row.ratio());
        return row.spread() == null ? ratio : ratio + String.format(Locale.ROOT, " (%.2f to %.2f)", row.spread().low(), row.spread().high());
    }

    private void print(Object value) {
        out.println(JsonMapper.shared().writeValueAsString(value));
        out.flush();
    }

    private static Map<String, Object> object(Object... keysAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
