package palimpsest.benchmarks.rerank;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.util.FileSystemUtils;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.InTurns;
import palimpsest.benchmarks.Row;
import palimpsest.memory.attention.Head;
import palimpsest.memory.attention.ModelFiles;
import palimpsest.memory.rerank.Features;
import palimpsest.memory.rerank.Packing;
import palimpsest.memory.rerank.QRRanker;
import palimpsest.memory.rerank.RerankProfile;
import palimpsest.memory.retrieve.Reranker.Candidate;

/**
 * Time and memory of listwise reranking by a decoder of half a billion parameters, int8 against float32, less the null query, heads of the middle layers. Weights are random: it
 * tells nothing of quality.
 */
final class DecoderBenchmark {

    private static final int TOKENS = 60;   // of a candidate
    private static final int ASKED = 12;    // of the question
    private static final int DEEPEST = 17;  // layer of 24, from 0: published heads of a model of 28 layers end at 15 to 21
    private static final Path STATUS = Path.of("/proc/self/status");

    private DecoderBenchmark() {}

    static List<Row> rows(Effort effort) throws Exception {
        int layers = effort.of(2, DEEPEST + 1);
        int count = effort.of(3, 10);
        List<Candidate> candidates = IntStream.range(0, count).mapToObj(i -> new Candidate("", words(31 * i, TOKENS), 0, 0)).toList();
        Path directory = Files.createTempDirectory("decoder");
        try {
            double before = resident();
            QRRanker eight = open(directory, layers, true);
            eight.score(words(7, ASKED), candidates);
            double between = resident();
            QRRanker whole = open(directory, layers, false);
            whole.score(words(7, ASKED), candidates);
            double after = resident();
            try (eight; whole) {
                String what = "%d layers of Qwen2.5-0.5B's geometry, random weights, %d candidates of %d tokens in one window, int8 against float32".formatted(layers, count, TOKENS);
                var rows = new ArrayList<Row>();
                rows.add(InTurns.measure(effort.of(1, 2), () -> eight.score(words(7, ASKED), candidates), () -> whole.score(words(7, ASKED), candidates)).row(what));
                if (before > 0) {
                    rows.add(new Row(what + ": memory", between - before, after - between, "MiB"));
                }
                return rows;
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static QRRanker open(Path directory, int layers, boolean int8) throws IOException {
        Path own = Files.createDirectory(directory.resolve(int8 ? "int8" : "float32"));
        new RandomDecoder(layers, int8).write(own);
        ModelFiles files = ModelFiles.directory(own);
        List<String> heads = IntStream.range(Math.max(0, layers - 4), layers).boxed()
                .flatMap(layer -> IntStream.of(1, 5, 8, 12).mapToObj(head -> new Head(layer, head).toString())).toList();
        return QRRanker.open(files, new RerankProfile(RerankProfile.VERSION, files.name(), files.hash(), heads, -1, true, Packing.LISTWISE, Map.of(Features.HEADS, 1.0), Map.of(),
                "nothing"), "");
    }

    private static String words(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> RandomDecoder.word(i * i)).collect(Collectors.joining(" "));
    }

    /** What the process holds in memory, in MiB; 0 where the system does not say. */
    private static double resident() throws IOException {
        System.gc();
        return Files.exists(STATUS) ? Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS:")).findFirst()
                .map(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024).orElse(0.0) : 0;
    }
}
