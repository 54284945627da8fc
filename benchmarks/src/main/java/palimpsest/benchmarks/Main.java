package palimpsest.benchmarks;

import picocli.CommandLine;

/** Entry point of {@code ./palimpsest bench}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand(Catalog.installed())).execute(arguments));
    }
}
