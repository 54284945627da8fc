package palimpsest.evaluation.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import palimpsest.evaluation.faults.FaultReport;
import palimpsest.evaluation.faults.FaultTest;
import palimpsest.memory.database.OwnDatabase;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Main;
import palimpsest.runtime.cli.Output;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "faults", mixinStandardHelpOptions = true,
        description = {"Kills a runtime and its database at random instants while it works, and counts what was lost.",
            "Uses a data directory or a database of its own, which it removes. PALIMPSEST_DATABASE_URL chooses a server; there connections are ended.",
            "Exit code 1 when a message was lost, a step doubled or an answer changed."})
final class FaultsCommand implements Callable<Integer> {

    @Option(names = "--runs", paramLabel = "N", description = "Questions that are asked (default: ${DEFAULT-VALUE}).")
    private int runs = 200;

    @Option(names = "--seed", paramLabel = "N", description = "Chooses texts and instants (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        if (runs < 1) {
            throw new CommandFailed(ExitCode.NO_INPUT, "--runs must be at least 1.");
        }
        String server = System.getenv("PALIMPSEST_DATABASE_URL");
        Path directory = Files.createTempDirectory("palimpsest-faults");
        boolean keep = true;
        try {
            FaultReport report = server == null || server.isBlank() ? embedded(directory) : onServer(server, directory);
            print(report);
            keep = !report.clean();
            return report.clean() ? 0 : ExitCode.FAILED;
        } catch (FaultTest.Stuck e) {
            throw new CommandFailed(ExitCode.FAILED, e.getMessage());
        } finally {
            if (keep) {
                System.err.println("The data and the runtime's messages are kept in " + directory);
            } else {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
    }

    private FaultReport embedded(Path directory) throws IOException, InterruptedException {
        return test(directory, serve("--data", directory.resolve("data").toString()), null);
    }

    private FaultReport onServer(String url, Path directory) throws IOException, InterruptedException, SQLException {
        try (var database = OwnDatabase.on(url, System.getenv("PALIMPSEST_DATABASE_USERNAME"), System.getenv("PALIMPSEST_DATABASE_PASSWORD"))) {
            return test(directory, serve("--database-url", database.url()), database);
        }
    }

    private FaultReport test(Path directory, List<String> command, OwnDatabase server) throws IOException, InterruptedException {
        var progress = new Progress(false);
        var settings = new FaultTest.Settings(runs, seed, command, directory.resolve("runtime.log"), server);
        FaultReport report = new FaultTest(settings, line -> progress.passing("%s", line)).run();
        progress.passing("");
        return report;
    }

    /** The command line of a runtime made of the same classes as this one. */
    static List<String> serve(String... options) {
        String classPath = System.getProperty("java.class.path");
        boolean executable = !classPath.contains(System.getProperty("path.separator")) && FaultsCommand.class.getProtectionDomain().getCodeSource()
                .getLocation().getProtocol().equals("jar");
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms64m"));
        command.addAll(executable ? List.of("-jar", classPath) : List.of("-cp", classPath, Main.class.getName()));
        command.add("serve");
        command.addAll(List.of(options));
        // A killed runtime's successor need not wait long, and search by words gives the same answer every time.
        for (String property : List.of("palimpsest.embedding.enabled=false", "palimpsest.runs.heartbeat=500ms", "palimpsest.runs.poll=500ms",
                "palimpsest.default-model=extractive", "spring.main.lazy-initialization=true", "springdoc.api-docs.enabled=false")) {
            command.addAll(List.of("--set", property));
        }
        return command;
    }

    private void print(FaultReport report) {
        if (json) {
            System.out.println(Output.json(Output.map("runs", report.runs(), "kills", report.kills(), "messages_lost", report.messagesLost(),
                    "steps_duplicated", report.stepsDuplicated(), "answers_changed", report.answersChanged(),
                    "runtime_kills", report.runtimeKills(), "database_kills", report.kills() - report.runtimeKills())));
            return;
        }
        System.out.printf("%d runs, %d kills (%d of the runtime, %d of the database)%n", report.runs(), report.kills(), report.runtimeKills(),
                report.kills() - report.runtimeKills());
        System.out.printf("messages lost: %d, steps duplicated: %d, answers changed: %d%n", report.messagesLost(), report.stepsDuplicated(),
                report.answersChanged());
    }
}
