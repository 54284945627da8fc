package palimpsest.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs JMH on a class of {@link org.openjdk.jmh.annotations.Benchmark} methods; for work of less than a millisecond. */
public final class Microbenchmarks {

    private Microbenchmarks() {}

    /**
     * Average time of each method, each in a JVM of its own.
     *
     * @param methods class whose methods are measured; takes about 2 seconds a method with {@link Effort#QUICK}, 7 with {@link Effort#FULL}
     * @return time of one call in {@code unit}, by method name
     * @throws RunnerException when a method throws, or JMH already runs on this machine
     */
    public static Map<String, Double> averageTimes(Class<?> methods, TimeUnit unit, Effort effort) throws RunnerException, IOException {
        // JMH copies what its JVMs say to standard output, where our result goes
        Path said = Files.createTempFile("palimpsest-jmh", ".log");
        try {
            return averageTimes(methods, unit, effort, said);
        } finally {
            Files.delete(said);
        }
    }

    private static Map<String, Double> averageTimes(Class<?> methods, TimeUnit unit, Effort effort, Path said) throws RunnerException {
        var options = new OptionsBuilder().include("^" + methods.getName().replace(".", "\\.") + "\\.")
                .mode(Mode.AverageTime).timeUnit(unit).forks(1).threads(1)
                .warmupIterations(effort.of(1, 3)).warmupTime(TimeValue.milliseconds(effort.of(300, 1000)))
                .measurementIterations(effort.of(1, 3)).measurementTime(TimeValue.milliseconds(effort.of(500, 1000)))
                .shouldFailOnError(true).verbosity(VerboseMode.SILENT).output(said.toString()).build();
        Map<String, Double> times = new LinkedHashMap<>();
        for (RunResult result : new Runner(options).run()) {
            String method = result.getParams().getBenchmark();
            times.put(method.substring(method.lastIndexOf('.') + 1), result.getPrimaryResult().getScore());
        }
        return times;
    }
}
