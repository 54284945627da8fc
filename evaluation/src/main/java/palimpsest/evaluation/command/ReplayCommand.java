package palimpsest.evaluation.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.boot.WebApplicationType;
import palimpsest.evaluation.replay.Replay;
import palimpsest.evaluation.replay.WireCase;
import palimpsest.evaluation.replay.WireCases;
import palimpsest.evaluation.replay.WireComparison;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.DataOptions;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "replay", mixinStandardHelpOptions = true,
        description = {"Replays recorded conversations of the StateLM reference and compares every request to the model.",
            "Exit code 1 when a request differs."})
final class ReplayCommand implements Callable<Integer> {

    @Option(names = "--cases", paramLabel = "FILE", required = true, description = "JSON file of recorded conversations.")
    private Path cases;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() {
        if (!Files.isRegularFile(cases)) {
            throw new CommandFailed(ExitCode.NO_INPUT, "There is no file " + cases + ".");
        }
        List<WireCase> recorded = read();
        var total = new WireComparison.Outcome(0, 0, Optional.empty());
        try (var context = DataOptions.start(WebApplicationType.NONE, data.quietPropertiesWithoutEmbedding(), EvaluationConfiguration.class)) {
            var replay = context.getBean(Replay.class);
            for (WireCase one : recorded) {
                total = total.and(WireComparison.compare(one, replay.requests(one)));
            }
        }
        if (json) {
            System.out.println(Output.json(Output.map("cases", recorded.size(), "requests", total.requests(), "identical", total.identical(),
                    "first_difference", total.firstDifference().orElse(null))));
        } else {
            System.out.printf("%d cases, %d of %d requests identical%n", recorded.size(), total.identical(), total.requests());
            total.firstDifference().ifPresent(difference -> System.out.println("First difference: " + difference));
        }
        return total.firstDifference().isEmpty() ? 0 : ExitCode.FAILED;
    }

    private List<WireCase> read() {
        try {
            return WireCases.read(cases);
        } catch (RuntimeException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, cases + " is not a file of recorded conversations: " + e.getMessage());
        }
    }
}
