package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import palimpsest.memory.attention.AttentionNotFoundException;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.eval.RetrievalEvaluation;
import palimpsest.memory.locomo.LocomoConversation;
import palimpsest.memory.locomo.LocomoFiles;
import palimpsest.evaluation.rerank.Calibration;
import palimpsest.evaluation.rerank.LabelledCandidates;
import palimpsest.memory.rerank.Packing;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "calibrate", mixinStandardHelpOptions = true,
        description = {"Fits a reranking profile on labelled conversations: chooses attention heads and weighs them with the other features.",
            "Figures are of conversations left out of the fit."})
final class CalibrateCommand implements Callable<Integer> {

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Directory of conversations in the format of LoCoMo.")
    private Path data;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the profile goes (JSON).")
    private Path out;

    @Option(names = "--model", paramLabel = "DIR", description = "Exported model: model.onnx, tokenizer.json, config.json. Default: the bundled encoder.")
    private Path model;

    @Option(names = "--heads", paramLabel = "N", defaultValue = "4", description = "Heads to keep (default ${DEFAULT-VALUE}; published sets have 8 or 16).")
    private int heads;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "Fit on N questions only, taken evenly over all.")
    private int limit;

    @Option(names = "--packing", paramLabel = "alone|listwise", defaultValue = "alone",
            description = "One candidate a window, or as many as fit (decoders only); default ${DEFAULT-VALUE}.")
    private Packing packing;

    @Mixin
    private OwnDatabase database;

    @Option(names = "--source", paramLabel = "TEXT", description = "What the data is and its licence, kept in the profile; default the directory's name.")
    private String source;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (heads < 1) {
            throw new CommandFailed(picocli.CommandLine.ExitCode.USAGE, "--heads must be at least 1.");
        }
        var progress = new Progress(false);
        try {
            ModelFiles files = model == null ? ModelFiles.bundled(EmbeddingModels.BGE_SMALL_EN) : ModelFiles.directory(model);
            String from = source == null ? String.valueOf(data.toAbsolutePath().normalize().getFileName()) : source;
            List<LabelledCandidates> found = candidates(LocomoFiles.read(data), line -> progress.line("%s", line));
            RerankProfile profile = new Calibration(files, heads, packing, line -> progress.line("%s", line)).fit(found, from);
            Files.writeString(out, profile.json());
            System.out.println("Heads " + String.join(", ", profile.heads()) + "; on conversations left out: " + profile.crossValidated());
            return 0;
        } catch (IllegalArgumentException | UncheckedIOException | AttentionNotFoundException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }

    /** What the product's own hybrid search finds: a fit holds for the features that it will see. */
    private List<LabelledCandidates> candidates(List<LocomoConversation> conversations, Consumer<String> progress) throws IOException, InterruptedException {
        return database.with(context -> context.getBean(RetrievalEvaluation.class).candidates(conversations,
                context.getBean(RetrievalSystems.class).all().get("hybrid").forQuestionsAbout(""), limit, progress));
    }
}
