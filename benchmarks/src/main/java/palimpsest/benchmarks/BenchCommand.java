package palimpsest.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "palimpsest bench", mixinStandardHelpOptions = true, versionProvider = BenchVersion.class,
        description = {"Measures this product against the plain way of doing the same, and prints both and their ratio (ours / plain).",
            "Times: less is better. Rates (…/s): more is better. Progress goes to standard error."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a benchmark failed", "2:the command line is wrong, or there is no benchmark of that name"})
final class BenchCommand implements Callable<Integer> {

    private final Catalog catalog;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Benchmarks to run (default: all but the load tests, which take a quarter of an hour each).")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All there are, the load tests as well; in one run.")
    private boolean all;

    @Option(names = "--list", description = "Say which benchmarks there are, and run none.")
    private boolean list;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quick", description = "A few seconds each: shows that they work, and no more than the order of the figures.")
    private boolean quick;

    @Option(names = "--record", paramLabel = "FOLDER", description = "Also write each result to FOLDER/NAME.json, with the machine that it was measured on; docs/benchmarks is such a folder.")
    private Path folder;

    BenchCommand(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Integer call() throws IOException {
        List<Benchmark> chosen = names.isEmpty() && (list || all) ? catalog.all() : chosen();
        var report = new Report(spec.commandLine().getOut(), json);
        if (list) {
            report.list(chosen);
            return ExitCode.OK;
        }
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        Map<Benchmark, List<Row>> results = new LinkedHashMap<>();
        for (Benchmark benchmark : chosen) {
            say("Running " + benchmark.name() + " ...");
            try {
                results.put(benchmark, benchmark.run(effort));
            } catch (Exception e) {
                say("palimpsest: the benchmark " + benchmark.name() + " failed: " + reason(e));
            }
        }
        report.results(results, effort);
        if (folder != null) {
            for (Map.Entry<Benchmark, List<Row>> result : results.entrySet()) {
                say("Wrote " + report.record(folder, result.getKey(), result.getValue(), effort));
            }
        }
        return results.size() == chosen.size() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Benchmark> chosen() {
        try {
            return catalog.named(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    private static String reason(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }
}
