package palimpsest.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import palimpsest.memory.meta.evolve.Evolution;
import palimpsest.memory.meta.evolve.EvolutionResult;
import palimpsest.memory.meta.evolve.EvolutionSettings;
import palimpsest.memory.meta.evolve.Evolutions;
import palimpsest.memory.meta.evolve.TrainingCase;
import palimpsest.memory.meta.evolve.TrainingCaseReader;
import palimpsest.memory.meta.feedback.FeedbackStore;
import palimpsest.runtime.api.EvolutionView;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "evolve", mixinStandardHelpOptions = true,
        description = {"Learns rules from labelled questions. It needs a language model (palimpsest.meta-memory.model, or the default model).",
            "Stopped or killed, it goes on by --resume, or with the next serve; no recorded call is paid again."})
final class MetaEvolveCommand implements Callable<Integer> {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Source source;

    private static final class Source {
        @Option(names = "--data", paramLabel = "FILE", description = "JSON lines {question_id, question, memories, answer, task}.")
        private Path file;

        @Option(names = "--feedback", description = "Learn from what was said of answers in conversations.")
        private boolean feedback;

        @Option(names = "--resume", paramLabel = "ID", description = "Go on with an evolution that did not end, or ended without being done.")
        private UUID resume;
    }

    @Option(names = "--rollouts", paramLabel = "N", description = "Attempts at each question (default: ${DEFAULT-VALUE}).")
    private int rollouts = EvolutionSettings.DEFAULT.rollouts();

    @Option(names = "--temperature", paramLabel = "T", description = "Of the attempts (default: ${DEFAULT-VALUE}).")
    private double temperature = EvolutionSettings.DEFAULT.temperature();

    @Option(names = "--batch", paramLabel = "N", description = "Questions whose proposals are consolidated together (default: ${DEFAULT-VALUE}).")
    private int batch = EvolutionSettings.DEFAULT.batch();

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training questions (default: ${DEFAULT-VALUE}).")
    private int epochs = EvolutionSettings.DEFAULT.epochs();

    @Option(names = "--folds", paramLabel = "N", description = "Into which the questions are cut (default: ${DEFAULT-VALUE}).")
    private int folds = EvolutionSettings.DEFAULT.folds();

    @Option(names = "--cross-validate", description = "Learn once for each fold, so that every question is tested once; as many times the price.")
    private boolean crossValidate;

    @Option(names = "--max-calls", paramLabel = "N", description = "Model calls after which it stops (default: 20000; with --resume: as before).")
    private Integer maxCalls;

    @Option(names = "--max-tokens", paramLabel = "N", description = "Tokens in and out after which it stops (default: 50 million; with --resume: as before).")
    private Long maxTokens;

    @Option(names = "--level", paramLabel = "P",
            description = "Highest p-value of the paired test on held-out questions, one-sided, with which an update comes in (default: ${DEFAULT-VALUE}).")
    private double level = EvolutionSettings.DEFAULT.level();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Mixin
    private StoreOptions data;

    @Override
    public Integer call() throws InterruptedException {
        List<TrainingCase> cases = source.file == null ? List.of() : read(source.file);
        var properties = data.properties();
        properties.put("logging.level.palimpsest", "${PALIMPSEST_LOG:error}");
        try (var context = DataOptions.start(WebApplicationType.NONE, properties)) {
            String tenant = context.getBean(PalimpsestProperties.class).tenant();
            var evolutions = context.getBean(Evolutions.class);
            UUID id = start(context, evolutions, tenant, cases);
            return print(follow(evolutions, tenant, id, new Progress(quiet)));
        }
    }

    private static List<TrainingCase> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed(ExitCode.NO_INPUT, "There is no file " + file + ".");
        }
        try {
            return new TrainingCaseReader().read(file);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, file + " can't be read as UTF-8 text.");
        }
    }

    private UUID start(ConfigurableApplicationContext context, Evolutions evolutions, String tenant, List<TrainingCase> cases) {
        try {
            if (source.resume != null) {
                evolutions.resume(tenant, source.resume, maxCalls, maxTokens);
                return source.resume;
            }
            var settings = new EvolutionSettings(rollouts, temperature, batch, epochs, folds, crossValidate, EvolutionSettings.DEFAULT.maxCalls(),
                    EvolutionSettings.DEFAULT.maxTokens(), level).withBudget(maxCalls, maxTokens);
            return evolutions.start(tenant, settings, source.feedback ? context.getBean(FeedbackStore.class).cases(tenant) : cases);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }

    private static Evolution follow(Evolutions evolutions, String tenant, UUID id, Progress progress) throws InterruptedException {
        progress.line("Evolution %s", id);
        while (true) {
            Evolution now = evolutions.find(tenant, id);
            Evolution.Cost cost = now.cost();
            progress.passing("%d of %d batches; %,d calls, %,d tokens", cost.decisions(), now.settings().batches(cost.cases()), cost.calls(),
                    cost.inputTokens() + cost.outputTokens());
            if (now.status().ended()) {
                progress.passing("");
                return now;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private int print(Evolution evolution) {
        if (json) {
            System.out.println(Output.json(EvolutionView.of(evolution)));
        }
        if (evolution.status() != Evolution.Status.DONE) {
            throw new CommandFailed(ExitCode.FAILED, evolution.problem() + " (palimpsest meta evolve --resume " + evolution.id() + ")");
        }
        if (!json) {
            show(evolution, evolution.result());
        }
        return 0;
    }

    private static void show(Evolution evolution, EvolutionResult result) {
        result.batches().forEach(batch -> System.out.printf("fold %d, batch %d: %d questions, %d to learn from. %s%s%n", batch.fold(), batch.batch(), batch.questions(),
                batch.mixed(), batch.reason(), batch.heldOut() == null ? "" : String.format(Locale.ROOT, " (p = %.3g)", batch.heldOut().pValue())));
        System.out.println(result.version() == null ? "No new version is in force." : "Version " + result.version() + " is in force:");
        for (int rule = 0; rule < result.rules().size(); rule++) {
            System.out.println("  M" + rule + ": " + result.rules().get(rule));
        }
        System.out.println("On questions kept apart, at temperature 0:");
        result.evaluation().forEach(score -> System.out.println("  " + score.task() + ": " + MetaVersionCommands.line(score.test())));
        System.out.println("  all: " + MetaVersionCommands.line(result.overall()));
        System.out.printf(Locale.ROOT, "%,d calls, %,d tokens in, %,d out%n", evolution.cost().calls(), evolution.cost().inputTokens(), evolution.cost().outputTokens());
    }
}
