package palimpsest.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The benchmarks there are. */
final class Catalog {

    private final List<Benchmark> benchmarks;

    /** @param benchmarks with different names */
    Catalog(List<Benchmark> benchmarks) {
        this.benchmarks = benchmarks.stream().sorted(Comparator.comparing(Benchmark::name)).toList();
    }

    /** All that are on the class path. */
    static Catalog installed() {
        return new Catalog(ServiceLoader.load(Benchmark.class).stream().map(ServiceLoader.Provider::get).toList());
    }

    List<Benchmark> all() {
        return benchmarks;
    }

    /**
     * Those of the names, in their order; all that don't take long when there is no name.
     *
     * @throws IllegalArgumentException when there is no such benchmark; the message names those there are
     */
    List<Benchmark> named(List<String> names) {
        return names.isEmpty() ? benchmarks.stream().filter(benchmark -> !benchmark.takesLong()).toList() : names.stream().distinct().map(this::named).toList();
    }

    private Benchmark named(String name) {
        return benchmarks.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no benchmark \"" + name + "\". There are: "
                        + String.join(", ", benchmarks.stream().map(Benchmark::name).toList()) + "."));
    }
}
