package palimpsest.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import palimpsest.memory.attention.AttentionNotFoundException;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.locomo.LocomoConversation;
import palimpsest.memory.locomo.LocomoFiles;
import palimpsest.memory.rerank.Calibration;
import palimpsest.memory.rerank.RerankProfile;
import picocli.CommandLine.Command;
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

    @Option(names = "--questions", paramLabel = "N", defaultValue = "1000000",
            description = "Questions of each conversation at most, evenly spaced; default all.")
    private int questions;

    @Option(names = "--source", paramLabel = "TEXT", description = "What the data is and its licence, kept in the profile; default the directory's name.")
    private String source;

    @Override
    public Integer call() throws IOException {
        if (heads < 1 || questions < 1) {
            throw new CommandFailed(picocli.CommandLine.ExitCode.USAGE, "--heads and --questions must be at least 1.");
        }
        var progress = new Progress(false);
        try {
            List<LocomoConversation> conversations = LocomoFiles.read(data);
            ModelFiles files = model == null ? ModelFiles.bundled(EmbeddingModels.BGE_SMALL_EN) : ModelFiles.directory(model);
            String from = source == null ? String.valueOf(data.toAbsolutePath().normalize().getFileName()) : source;
            RerankProfile profile = new Calibration(EmbeddingModels.byId(EmbeddingModels.BGE_SMALL_EN), files, heads, questions,
                    line -> progress.line("%s", line)).fit(conversations, from);
            Files.writeString(out, profile.json() + "\n");
            System.out.println("Heads " + String.join(", ", profile.heads()) + "; on conversations left out: " + profile.crossValidated());
            return 0;
        } catch (IllegalArgumentException | AttentionNotFoundException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }
}
