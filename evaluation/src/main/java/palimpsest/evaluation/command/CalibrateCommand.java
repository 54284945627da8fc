package palimpsest.evaluation.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.evaluation.gate.WrittenChats;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoFiles;
import palimpsest.evaluation.rerank.Calibration;
import palimpsest.evaluation.rerank.LabelledCandidates;
import palimpsest.evaluation.rerank.MeasuredFile;
import palimpsest.evaluation.rerank.MergedTalks;
import palimpsest.evaluation.retrieval.PassageEvaluation;
import palimpsest.evaluation.retrieval.RetrievalEvaluation;
import palimpsest.evaluation.squad.SquadArticle;
import palimpsest.evaluation.squad.SquadFile;
import palimpsest.memory.attention.AttentionNotFoundException;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.rerank.Packing;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.runtime.cli.CommandFailed;
import palimpsest.runtime.cli.ExitCode;
import palimpsest.runtime.cli.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "calibrate", mixinStandardHelpOptions = true,
        description = {"Fits a reranking profile on labelled conversations, articles or both: chooses attention heads by what they add to the other "
            + "features, and weighs them all.", "Figures are of conversations and articles left out of the fit."})
final class CalibrateCommand implements Callable<Integer> {

    /** Written conversations that are asked about as one. */
    private static final int MERGED = 4;

    @Option(names = "--data", paramLabel = "DIR", description = "Directory of conversations in the format of LoCoMo: turns are fitted on them.")
    private Path data;

    @Option(names = "--with-written", description = "With --data: fit the directions of turns on the conversations written for this project, too; figures stay of --data alone.")
    private boolean withWritten;

    @Option(names = "--articles", paramLabel = "FILE", description = {"Articles in the format of SQuAD: passages are fitted on them, and without --data "
            + "turns on the conversations written for this project."})
    private Path articles;

    @Option(names = "--half", description = "Fit on the questions of every other article only; candidates are of all.")
    private boolean half;

    @Option(names = "--check", paramLabel = "PROFILE", description = "Fit nothing: print what a profile (a file, \"default\" or \"locomo\") reaches on the data.")
    private String check;

    @Option(names = "--measured", paramLabel = "DIR", description = "Keep what is measured in this directory, and use what is there already.")
    private Path measured;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the profile goes (JSON).")
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
    private DisposableRuntime database;

    @Mixin
    private FittedData fittedData;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (heads < 1) {
            throw new CommandFailed(picocli.CommandLine.ExitCode.USAGE, "--heads must be at least 1.");
        }
        if (data == null && articles == null) {
            throw new CommandFailed(picocli.CommandLine.ExitCode.USAGE, "Give --data, --articles or both: there is nothing to fit on.");
        }
        if (withWritten && (data == null || check != null)) {
            throw new CommandFailed(picocli.CommandLine.ExitCode.USAGE, "--with-written goes with --data and --out: without --data the written conversations are what is fitted on.");
        }
        if ((out == null) == (check == null)) {
            throw new CommandFailed(picocli.CommandLine.ExitCode.USAGE, "Give either --out or --check.");
        }
        var progress = new Progress(false);
        try {
            ModelFiles files = model == null ? ModelFiles.bundled(RerankProfile.ENCODER) : ModelFiles.directory(model);
            var calibration = new Calibration(files, heads, packing, line -> progress.line("%s", line));
            MeasuredFile.Content turns = measured(calibration, files, "turns", () -> turns(data != null ? LocomoFiles.read(data) : written(), limit, progress));
            MeasuredFile.Content besides = withWritten ? measured(calibration, files, "written", () -> turns(written(), 0, progress)) : nothing(files);
            MeasuredFile.Content passages = measured(calibration, files, "passages", () -> passages(progress));
            if (check != null) {
                RerankProfile checked = checked();
                Stream.of(turns, passages).filter(content -> !content.measured().isEmpty()).forEach(content ->
                        System.out.println((content == turns ? "turns: " : "passages: ") + Calibration.reached(content, checked)));
                return 0;
            }
            RerankProfile profile = calibration.fit(turns, besides, passages, source(), fittedData.licence());
            Files.writeString(out, profile.json());
            System.out.println("Heads " + (profile.heads().isEmpty() ? "none" : String.join(", ", profile.heads())) + "; on conversations and articles left out:");
            System.out.println(FittedFigures.table(profile.crossValidated()));
            return 0;
        } catch (IllegalArgumentException | UncheckedIOException | AttentionNotFoundException e) {
            throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
        }
    }

    private RerankProfile checked() {
        return RerankProfile.named(check.equals("default") ? null : check);
    }

    private String source() {
        return fittedData.sourceOr(Stream.of(data, articles).filter(Objects::nonNull).map(path -> String.valueOf(path.toAbsolutePath().normalize().getFileName()))
                .collect(Collectors.joining(", ")) + (withWritten ? ", and for directions conversations written for this project" : ""));
    }

    private interface Found {
        List<LabelledCandidates> get() throws IOException, InterruptedException;
    }

    private MeasuredFile.Content measured(Calibration calibration, ModelFiles files, String what, Found found) throws IOException, InterruptedException {
        if (measured != null && Files.exists(measured.resolve(what))) {
            return new MeasuredFile(measured.resolve(what)).read();
        }
        List<LabelledCandidates> labelled = found.get();
        MeasuredFile.Content content = labelled.isEmpty() ? nothing(files) : calibration.measure(labelled);
        if (measured != null && !labelled.isEmpty()) {
            new MeasuredFile(Files.createDirectories(measured).resolve(what)).write(content);
        }
        return content;
    }

    private static MeasuredFile.Content nothing(ModelFiles files) {
        return new MeasuredFile.Content(files.hash(), List.of(), List.of());
    }

    /** What the product's own hybrid search finds: a fit holds for the features that it will see. */
    private List<LabelledCandidates> turns(List<LocomoConversation> conversations, int most, Progress progress) throws IOException, InterruptedException {
        return database.with(context -> context.getBean(RetrievalEvaluation.class).candidates(conversations,
                context.getBean(RetrievalSystems.class).all().get("hybrid").forQuestionsAbout(""), most, line -> progress.line("%s", line)));
    }

    /** Those of two people and those with an assistant: a question about a short conversation is easy, as hardly anything else in it resembles the answer. */
    private static List<LocomoConversation> written() {
        Map<Boolean, List<LocomoConversation>> all = Stream.concat(WrittenChats.all().stream(), WrittenChats.longer().stream())
                .collect(Collectors.partitioningBy(chat -> chat.speakerB().equals(WrittenChats.ASSISTANT)));
        return Stream.of(all.get(false), all.get(true)).flatMap(chats -> MergedTalks.of(chats, MERGED).stream()).toList();
    }

    private List<LabelledCandidates> passages(Progress progress) throws IOException, InterruptedException {
        if (articles == null) {
            return List.of();
        }
        List<SquadArticle> all = read(articles);
        List<String> fitted = fittedOn(all).stream().map(SquadArticle::readableTitle).toList();
        return database.with(context -> context.getBean(PassageEvaluation.class).candidates(all,
                context.getBean(RetrievalSystems.class).all().get("hybrid").forQuestionsAbout(""), limit, line -> progress.line("%s", line)))
                .stream().filter(one -> fitted.contains(one.conversation())).toList();
    }

    private static List<SquadArticle> read(Path articles) {
        return SquadFile.read(articles).stream().flatMap(file -> file.articles().stream()).toList();
    }

    private List<SquadArticle> fittedOn(List<SquadArticle> all) {
        return IntStream.range(0, all.size()).filter(i -> !half || i % 2 == 0).mapToObj(all::get).toList();
    }
}
